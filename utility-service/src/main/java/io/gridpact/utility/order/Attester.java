package io.gridpact.utility.order;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.utility.ledger.CustomerSide;
import io.gridpact.utility.ledger.NewTrade;
import io.gridpact.utility.node.Salts;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// Signs what this utility says of orders.
final class Attester {

    private final String utility;
    private final Signer signer;
    private final Salts salts;

    Attester(String utility, Signer signer, Salts salts) {
        this.utility = utility;
        this.signer = signer;
        this.salts = salts;
    }

    SignedAttestation attest(Digest order, Judgement.Accepted accepted, TradeRole role, Instant now) {
        return sign(accepted, Attestation.attests(order, accepted.agreement(), utility, role, now));
    }

    private SignedAttestation attestBeyondLimit(
            Digest order, Judgement.Accepted accepted, TradeRole role, Instant now) {
        return sign(accepted, Attestation.attestsBeyondLimit(order, accepted.agreement(), utility, role, now));
    }

    private SignedAttestation sign(Judgement.Accepted accepted, Attestation attestation) {
        return sign(
                accepted.cannotSign().contains(attestation.role()) ? attestation.ofMeterThatCannotSign() : attestation);
    }

    /// What the order's mode makes of a limit that does not hold it.
    NewTrade.WhenExceeded whenExceeded(Order order, Judgement.Accepted accepted, Clock clock) {
        return switch (order.mode()) {
            case BLOCKING ->
                new NewTrade.Refusing(shortfall -> refuse(
                        order.digest(),
                        accepted.agreement(),
                        shortfall.role(),
                        Refusal.of(Reason.LIMIT_EXCEEDED),
                        clock.instant()));
            case NON_BLOCKING -> new NewTrade.Flagging(beyond -> flagged(order, accepted, beyond, clock));
        };
    }

    private List<SignedAttestation> flagged(
            Order order, Judgement.Accepted accepted, Set<TradeRole> beyond, Clock clock) {
        Instant now = clock.instant();
        return accepted.sides().stream()
                .map(CustomerSide::role)
                .map(role -> beyond.contains(role)
                        ? attestBeyondLimit(order.digest(), accepted, role, now)
                        : attest(order.digest(), accepted, role, now))
                .toList();
    }

    SignedAttestation refuse(Digest order, Digest agreement, TradeRole role, Refusal refusal, Instant now) {
        return sign(Attestation.refuses(order, agreement, utility, role, refusal.reason(), refusal.field(), now));
    }

    Envelope receipt(Digest order, Digest sellerAttestation, Digest buyerAttestation, Instant now) {
        Receipt receipt = Receipt.unsigned(order, sellerAttestation, buyerAttestation, now);
        return Envelopes.sign(Receipt.PAYLOAD_TYPE, AttestationWire.payload(receipt, salts.next()), signer);
    }

    private SignedAttestation sign(Attestation attestation) {
        Envelope envelope =
                Envelopes.sign(Attestation.PAYLOAD_TYPE, AttestationWire.payload(attestation, salts.next()), signer);
        return AttestationWire.signed(envelope);
    }
}
