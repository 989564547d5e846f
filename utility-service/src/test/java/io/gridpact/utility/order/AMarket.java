package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SealedBytes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.utility.ledger.InMemoryLedger;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.peer.AgreementBook;
import io.gridpact.utility.peer.UtilityLink;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// Utilities in memory that confirm with each other by method calls. North knows a seller, south a buyer and a seller;
/// east is there, and has no agreement with anybody.
final class AMarket implements UtilityLink {

    static final long LIMIT_WH = 20_000;

    final NodeClock clock = NodeClock.frozen(ANetwork.NOW);

    private final Map<String, AUtility> utilities = new HashMap<>();
    private final Set<String> unreachable = new HashSet<>();
    private final Map<Digest, Reason> turnedAway = new HashMap<>();
    private UnaryOperator<Envelope> onTheWayBack = UnaryOperator.identity();

    AMarket() {
        for (String id : List.of("north", "south", "east")) {
            utilities.put(id, new AUtility(id, new InMemoryLedger(), this));
        }
        at("north").customers.enrol(AnOrder.SELLER, Direction.INJECTION, "sunbird", LIMIT_WH);
        at("south").customers.enrol(AnOrder.BUYER, Direction.CONSUMPTION, "helio", LIMIT_WH);
        at("south").customers.enrol(AnOrder.SELLER, Direction.INJECTION, "sunbird", LIMIT_WH);
    }

    AUtility at(String id) {
        return Objects.requireNonNull(utilities.get(id));
    }

    void cutOff(String utility) {
        unreachable.add(utility);
    }

    void reconnect(String utility) {
        unreachable.remove(utility);
    }

    /// What happens to answers between a utility and whoever asked it.
    void onTheWayBack(UnaryOperator<Envelope> change) {
        onTheWayBack = change;
    }

    /// Every utility refuses to look at this order, without a signature.
    void turnsAway(AnOrder order, Reason reason) {
        turnedAway.put(order.digest(), reason);
    }

    static RefusedException lost() {
        return new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE));
    }

    /// All that anybody holds.
    List<String> everything() {
        return utilities.values().stream()
                .map(utility -> utility.id + utility.ledger.everything())
                .sorted()
                .toList();
    }

    @Override
    public Envelope countersign(
            String utility, byte[] consentedOrder, Envelope sellerAttestation, SealedBytes buyerOpening) {
        requireReachable(utility);
        ConsentedOrder consented = OrderWire.consented(consentedOrder);
        Reason reason = turnedAway.get(consented.order().digest());
        if (reason != null) {
            throw new RefusedException(Refusal.of(reason));
        }
        Envelope answer = at(utility)
                .countersignOrder
                .countersign(consented, AttestationWire.signed(sellerAttestation), buyerOpening);
        return onTheWayBack.apply(answer);
    }

    @Override
    public void deliverReceipts(String utility, List<Envelope> receipts) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Envelope> exchangePairDigest(String utility, Envelope pairDigest, String checkpoint) {
        throw new UnsupportedOperationException();
    }

    private void requireReachable(String utility) {
        if (unreachable.contains(utility)) {
            throw lost();
        }
    }

    /// North and south have an agreement, with each other and each with itself.
    record Terms(String utility, Supplier<ConfirmationMode> mode) implements AgreementBook {

        Terms(String utility) {
            this(utility, () -> ConfirmationMode.BLOCKING);
        }

        private static final Set<String> PARTNERS = Set.of("north", "south");

        @Override
        public Optional<Agreement> between(String first, String second) {
            boolean agreed = PARTNERS.contains(first) && PARTNERS.contains(second);
            return agreed && (first.equals(utility) || second.equals(utility))
                    ? Optional.of(ANetwork.agreement(first, second, mode.get()))
                    : Optional.empty();
        }

        @Override
        public Optional<Agreement> inForce(String first, String second, Instant at) {
            return between(first, second)
                    .filter(agreement -> !agreement.validFrom().isAfter(at));
        }

        @Override
        public Optional<NetworkProfile> profile(Digest digest) {
            return Optional.of(ANetwork.PROFILE)
                    .filter(profile -> profile.digest().equals(digest));
        }

        @Override
        public List<Agreement> agreements() {
            return PARTNERS.stream()
                    .flatMap(peer -> between(utility, peer).stream())
                    .toList();
        }
    }
}
