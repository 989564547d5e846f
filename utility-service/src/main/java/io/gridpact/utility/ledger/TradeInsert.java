package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.SignedAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.TradeState;
import io.gridpact.protocol.refusal.Refusal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A trade's row as it is first written.
///
/// @param own this utility's attestations
/// @param beyondLimit sides that this utility attests although a limit does not hold them
/// @param accepted the seller utility's, where this is the buyer utility
record TradeInsert(
        NewTrade trade,
        TradeState state,
        List<CustomerSide> sides,
        List<SignedAttestation> own,
        Set<TradeRole> beyondLimit,
        Optional<SignedAttestation> accepted,
        Optional<Refusal> refusal,
        Optional<OutboxMessage> request) {

    static TradeInsert attested(NewTrade trade, NewTrade.Attest attest) {
        return attested(trade, attest, attest.attestations(), Set.of());
    }

    static TradeInsert beyondLimit(
            NewTrade trade, NewTrade.Attest attest, NewTrade.Flagging flagging, Set<TradeRole> beyondLimit) {
        return attested(trade, attest, flagging.attestations().apply(beyondLimit), beyondLimit);
    }

    private static TradeInsert attested(
            NewTrade trade, NewTrade.Attest attest, List<SignedAttestation> attestations, Set<TradeRole> beyondLimit) {
        // Both sides here: sealed at once, as nobody else has to agree (section 5).
        TradeState state = attest.sides().size() == 2 ? TradeState.SEALED : TradeState.PENDING;
        return new TradeInsert(
                trade,
                state,
                attest.sides(),
                attestations,
                beyondLimit,
                trade.accepted(),
                Optional.empty(),
                attest.request());
    }

    static TradeInsert refused(NewTrade trade, SignedAttestation attestation, Refusal refusal) {
        return new TradeInsert(
                trade,
                TradeState.REFUSED,
                List.of(),
                List.of(attestation),
                Set.of(),
                trade.accepted(),
                Optional.of(refusal),
                Optional.empty());
    }

    Order order() {
        return trade.order().order();
    }

    /// The statements to journal, in order; this utility's own last.
    List<Digest> statements() {
        List<Digest> statements = new ArrayList<>();
        statements.add(order().digest());
        accepted.ifPresent(
                attestation -> statements.add(attestation.attestation().digest()));
        own.forEach(attestation -> statements.add(attestation.attestation().digest()));
        return statements;
    }

    Optional<SignedAttestation> attestation(TradeRole role) {
        return own.stream()
                .filter(attestation -> attestation.attestation().role() == role)
                .findFirst()
                .or(() ->
                        accepted.filter(attestation -> attestation.attestation().role() == role));
    }

    boolean isOwn(TradeRole role) {
        return own.stream().anyMatch(attestation -> attestation.attestation().role() == role);
    }

    @Nullable
    String customer(TradeRole role) {
        return sides.stream()
                .filter(side -> side.role() == role)
                .map(CustomerSide::customerId)
                .findFirst()
                .orElse(null);
    }

    byte @Nullable [] buyerOpening() {
        SealedBytes opening = keptOpening();
        return opening == null ? null : joined(opening);
    }

    private @Nullable SealedBytes keptOpening() {
        return request.isEmpty() ? null : trade.buyerOpening();
    }

    private static byte[] joined(SealedBytes opening) {
        byte[] joined = Arrays.copyOf(
                opening.encapsulatedKey(), opening.encapsulatedKey().length + opening.ciphertext().length);
        System.arraycopy(
                opening.ciphertext(), 0, joined, opening.encapsulatedKey().length, opening.ciphertext().length);
        return joined;
    }

    StoredTrade stored() {
        return new StoredTrade(
                order().digest(),
                state,
                trade.peer(),
                order().buyerUtility(),
                order().sellerUtility(),
                order().window().start(),
                order().expires(),
                trade.order().encoded(),
                keptOpening(),
                envelope(TradeRole.SELLER),
                envelope(TradeRole.BUYER),
                refusal);
    }

    private Optional<Envelope> envelope(TradeRole role) {
        return attestation(role).map(SignedAttestation::envelope);
    }
}
