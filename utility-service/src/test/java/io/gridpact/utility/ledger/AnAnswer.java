package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/// What utilities say of orders, signed.
final class AnAnswer {

    private static final AtomicLong SALTS = new AtomicLong();

    private AnAnswer() {}

    static SignedAttestation attests(AnOrder order, TradeRole role) {
        return signed(Attestation.attests(
                order.digest(), agreement(order), order.order().utility(role), role, ANetwork.NOW));
    }

    static SignedAttestation refuses(AnOrder order, TradeRole role, Reason reason, String field) {
        return signed(Attestation.refuses(
                order.digest(), agreement(order), order.order().utility(role), role, reason, field, ANetwork.NOW));
    }

    static Envelope receipt(AnOrder order, SignedAttestation seller, SignedAttestation buyer) {
        Receipt receipt = Receipt.unsigned(
                order.digest(),
                seller.attestation().digest(),
                buyer.attestation().digest(),
                ANetwork.NOW);
        byte[] payload = AttestationWire.payload(receipt, ANetwork.salt("receipt" + SALTS.incrementAndGet()));
        return Envelopes.sign(
                Receipt.PAYLOAD_TYPE, payload, ANetwork.signer(order.order().sellerUtility()));
    }

    static Ledger.SignedReceipt signedReceipt(Envelope envelope) {
        return new Ledger.SignedReceipt(AttestationWire.receipt(envelope), envelope);
    }

    /// At the seller utility, or at both where both sides are there.
    static NewTrade attested(AnOrder order) {
        List<TradeRole> roles = new ArrayList<>(List.of(TradeRole.SELLER));
        boolean bothHere = order.order().sellerUtility().equals(order.order().buyerUtility());
        if (bothHere) {
            roles.add(TradeRole.BUYER);
        }
        Optional<OutboxMessage> request = bothHere ? Optional.empty() : Optional.of(request(order));
        return new NewTrade(
                order.consented(),
                order.order().buyerUtility(),
                order.buyerOpening(),
                new NewTrade.Attest(
                        roles.stream().map(role -> side(order, role)).toList(),
                        roles.stream().map(role -> attests(order, role)).toList(),
                        whenExceeded(order, roles),
                        request),
                Optional.empty());
    }

    /// At the buyer utility.
    static NewTrade countersigned(AnOrder order, SignedAttestation seller, SignedAttestation buyer) {
        return new NewTrade(
                order.consented(),
                order.order().sellerUtility(),
                null,
                new NewTrade.Attest(
                        List.of(side(order, TradeRole.BUYER)),
                        List.of(buyer),
                        whenExceeded(order, List.of(TradeRole.BUYER)),
                        Optional.empty()),
                Optional.of(seller));
    }

    static NewTrade refused(AnOrder order, Reason reason, String field) {
        return new NewTrade(
                order.consented(),
                order.order().buyerUtility(),
                null,
                new NewTrade.Refuse(
                        refuses(order, TradeRole.SELLER, reason, field), Refusal.of(reason, field, "as it was said")),
                Optional.empty());
    }

    private static NewTrade.WhenExceeded whenExceeded(AnOrder order, List<TradeRole> roles) {
        return switch (order.order().mode()) {
            case BLOCKING ->
                new NewTrade.Refusing(shortfall -> refuses(order, shortfall.role(), Reason.LIMIT_EXCEEDED, ""));
            case NON_BLOCKING ->
                new NewTrade.Flagging(beyond -> roles.stream()
                        .map(role -> beyond.contains(role) ? attestsBeyondLimit(order, role) : attests(order, role))
                        .toList());
        };
    }

    static SignedAttestation attestsBeyondLimit(AnOrder order, TradeRole role) {
        return signed(Attestation.attestsBeyondLimit(
                order.digest(), agreement(order), order.order().utility(role), role, ANetwork.NOW));
    }

    static OutboxMessage request(AnOrder order) {
        return new OutboxMessage(order.order().buyerUtility(), OutboxKinds.COUNTERSIGN, order.digest());
    }

    static OutboxMessage receiptMessage(AnOrder order) {
        return new OutboxMessage(order.order().buyerUtility(), OutboxKinds.RECEIPT, order.digest());
    }

    private static Digest agreement(AnOrder order) {
        return ANetwork.agreement(order.order().sellerUtility(), order.order().buyerUtility())
                .digest();
    }

    private static CustomerSide side(AnOrder order, TradeRole role) {
        String customer = role == TradeRole.SELLER ? AnOrder.SELLER : AnOrder.BUYER;
        return new CustomerSide(role, customer, order.order().platform(role));
    }

    private static SignedAttestation signed(Attestation attestation) {
        byte[] payload = AttestationWire.payload(attestation, ANetwork.salt("attestation" + SALTS.incrementAndGet()));
        return AttestationWire.signed(
                Envelopes.sign(Attestation.PAYLOAD_TYPE, payload, ANetwork.signer(attestation.utility())));
    }
}
