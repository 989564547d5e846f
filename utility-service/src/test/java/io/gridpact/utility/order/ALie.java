package io.gridpact.utility.order;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalMinute;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LoggedMinute;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.SealedOrder;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnArbiter;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.peer.ArbiterLink.Submitted;
import java.time.Instant;
import java.util.List;

/// What a utility can sign with its own key although the protocol does not let it: well-formed, and well signed.
final class ALie {

    private ALie() {}

    static SignedAttestation attestation(AnOrder order, TradeRole role, Instant loggedAt) {
        String utility = order.order().utility(role);
        Attestation attestation = Attestation.attests(order.digest(), agreement(), utility, role, loggedAt);
        byte[] payload = AttestationWire.payload(attestation, ANetwork.salt("a lie of " + utility + loggedAt));
        return AttestationWire.signed(Envelopes.sign(Attestation.PAYLOAD_TYPE, payload, ANetwork.signer(utility)));
    }

    static Envelope receipt(AnOrder order, Envelope seller, Envelope buyer, Instant signedAt, String signer) {
        Receipt receipt = Receipt.unsigned(order.digest(), seller.digest(), buyer.digest(), signedAt);
        return Envelopes.sign(
                Receipt.PAYLOAD_TYPE,
                AttestationWire.payload(receipt, ANetwork.salt("a receipt of " + signer)),
                ANetwork.signer(signer));
    }

    static SealingProof receipted(AnOrder order, Envelope seller, Envelope buyer, Envelope receipt) {
        return new SealingProof(
                sealed(order, seller, buyer), new SealingProof.Receipted(AttestationWire.receipt(receipt), receipt));
    }

    /// Puts an attestation into a minute of the buyer utility's journal by itself, and that into the log now.
    static SealingProof logged(AnOrder order, Envelope seller, Envelope buyer, Instant minute, AnArbiter arbiter) {
        List<Digest> statements = List.of(buyer.digest(), order.digest());
        Digest treeRoot = JournalMinute.treeRoot(statements);
        String utility = order.order().buyerUtility();
        Digest root = JournalMinute.root(utility, minute, treeRoot, statements.size());
        Envelope statement = Envelopes.sign(
                JournalRoot.PAYLOAD_TYPE,
                StatementWire.journalRootPayload(
                        utility, minute, root, minute.plus(JournalMinute.LENGTH), ANetwork.salt("a minute")),
                ANetwork.signer(utility));
        Submitted.Logged logged =
                (Submitted.Logged) arbiter.submit(List.of(statement)).getFirst();
        JournalRoot read = StatementWire.journalRoot(statement, Fields.of(Reason.INVALID_PROOF));
        return new SealingProof(
                sealed(order, seller, buyer),
                new SealingProof.Logged(
                        new LoggedMinute(read, treeRoot, statements.size(), logged.receipt()),
                        statement,
                        logged.envelope(),
                        0,
                        JournalMinute.paths(statements).getFirst()));
    }

    private static SealedOrder sealed(AnOrder order, Envelope seller, Envelope buyer) {
        return new SealedOrder(order.consented(), AttestationWire.signed(seller), AttestationWire.signed(buyer));
    }

    private static Digest agreement() {
        return ANetwork.agreement("north", "south").digest();
    }
}
