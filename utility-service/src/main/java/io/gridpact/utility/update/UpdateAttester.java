package io.gridpact.utility.update;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateAttestation;
import io.gridpact.protocol.order.UpdateReceipt;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.utility.node.Salts;
import java.time.Instant;

/// Signs what this utility says of updates, and updates of its own.
final class UpdateAttester {

    private final String utility;
    private final Signer signer;
    private final Salts salts;

    UpdateAttester(String utility, Signer signer, Salts salts) {
        this.utility = utility;
        this.signer = signer;
        this.salts = salts;
    }

    /// @param draft its digest is not looked at
    Envelope update(Update draft) {
        return Envelopes.sign(Update.PAYLOAD_TYPE, UpdateWire.payload(draft, salts.next()), signer);
    }

    SignedUpdateAttestation attest(Digest update, TradeRole role, Instant now) {
        return sign(UpdateAttestation.attests(update, utility, role, now));
    }

    SignedUpdateAttestation refuse(Digest update, TradeRole role, Refusal refusal, Instant now) {
        return sign(UpdateAttestation.refuses(update, utility, role, refusal.reason(), refusal.field(), now));
    }

    Envelope receipt(Digest update, Digest sellerAttestation, Digest buyerAttestation, Instant now) {
        UpdateReceipt receipt = UpdateReceipt.unsigned(update, sellerAttestation, buyerAttestation, now);
        return Envelopes.sign(UpdateReceipt.PAYLOAD_TYPE, UpdateWire.payload(receipt, salts.next()), signer);
    }

    private SignedUpdateAttestation sign(UpdateAttestation attestation) {
        return UpdateWire.signed(
                Envelopes.sign(UpdateAttestation.PAYLOAD_TYPE, UpdateWire.payload(attestation, salts.next()), signer));
    }
}
