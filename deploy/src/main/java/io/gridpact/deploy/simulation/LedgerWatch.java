package io.gridpact.deploy.simulation;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeState;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Looks at one utility's trades after each step: none vanishes, none goes where no transition leads, and nothing that
/// was signed or settled changes.
final class LedgerWatch {

    private static final String TRADES = """
            select order_digest, state, peer, seller_utility, window_start, quantity_wh, seller_attestation_digest,
                buyer_attestation_digest, seller_wh, buyer_wh, settled_wh, settlement_digest, revision
            from trade order by order_digest""";

    private static final String OVER_ALLOCATED = """
            select count(*) from allocation a
            where a.allocated_wh > a.wanted_wh or a.allocated_wh < 0
                or (select sum(b.allocated_wh) from allocation b where b.window_start = a.window_start
                    and b.direction = a.direction and b.meter_key_id = a.meter_key_id)
                    > (select r.energy_wh from awaited_reading r where r.window_start = a.window_start
                        and r.direction = a.direction and r.meter_key_id = a.meter_key_id)""";

    private final UtilityNode utility;
    private Map<Digest, Held> held = Map.of();

    LedgerWatch(UtilityNode utility) {
        this.utility = utility;
    }

    /// A trade as a utility holds it.
    record Held(
            TradeState state,
            String peer,
            String seller,
            long windowStart,
            long quantityWh,
            byte @Nullable [] sellerAttestation,
            byte @Nullable [] buyerAttestation,
            @Nullable Long sellerWh,
            @Nullable Long buyerWh,
            @Nullable Long settledWh,
            byte @Nullable [] settlement,
            long revision) {

        /// Whether it is in both lists, and lives on.
        boolean isSealed() {
            return state != TradeState.PENDING && state.live();
        }

        boolean sameAttestations(Held other) {
            return Arrays.equals(sellerAttestation, other.sellerAttestation)
                    && Arrays.equals(buyerAttestation, other.buyerAttestation);
        }

        boolean sameTerms(Held other) {
            return revision == other.revision && windowStart == other.windowStart && quantityWh == other.quantityWh;
        }

        boolean sameSettlement(Held other) {
            return Arrays.equals(settlement, other.settlement)
                    && Objects.equals(sellerWh, other.sellerWh)
                    && Objects.equals(buyerWh, other.buyerWh)
                    && Objects.equals(settledWh, other.settledWh);
        }

        @Override
        public String toString() {
            return state + " " + revision + ". revision of " + quantityWh + " Wh, seller " + sellerWh + ", buyer "
                    + buyerWh + ", settled " + settledWh;
        }
    }

    Map<Digest, Held> trades() {
        return held;
    }

    /// Only reads: whoever lies keeps its books as it likes.
    void glance() {
        held = read();
    }

    /// @throws BrokenInvariantException naming what changed that must not
    void look() {
        Map<Digest, Held> now = read();
        held.forEach((order, before) -> {
            Held after = now.get(order);
            if (after == null) {
                throw broken(order, "has vanished");
            }
            require(order, before, after);
        });
        held = now;
        long over = utility.reader()
                .list(OVER_ALLOCATED, query -> {}, row -> row.getLong(1))
                .getFirst();
        if (over > 0) {
            throw new BrokenInvariantException(utility.id() + " has allocated more than was measured or contracted");
        }
    }

    private Map<Digest, Held> read() {
        Map<Digest, Held> now = new LinkedHashMap<>();
        utility.reader()
                .list(
                        TRADES,
                        query -> {},
                        row -> Map.entry(
                                Digest.of(row.getBytes(1)),
                                new Held(
                                        TradeState.valueOf(row.getString(2)),
                                        row.getString(3),
                                        row.getString(4),
                                        row.getLong(5),
                                        row.getLong(6),
                                        row.getBytes(7),
                                        row.getBytes(8),
                                        row.getObject(9, Long.class),
                                        row.getObject(10, Long.class),
                                        row.getObject(11, Long.class),
                                        row.getBytes(12),
                                        row.getLong(13))))
                .forEach(entry -> now.put(entry.getKey(), entry.getValue()));
        return now;
    }

    private void require(Digest order, Held before, Held after) {
        if (!reachable(before.state()).contains(after.state())) {
            throw broken(order, "was " + before.state() + " and is " + after.state());
        }
        if (changed(before.sellerAttestation(), after.sellerAttestation())
                || changed(before.buyerAttestation(), after.buyerAttestation())) {
            throw broken(order, "has another attestation than before");
        }
        if (changed(before.settlement(), after.settlement())) {
            throw broken(order, "is settled otherwise than before");
        }
        if (after.revision() < before.revision()) {
            throw broken(order, "has an earlier revision than before");
        }
        Long settled = after.settledWh();
        Long seller = after.sellerWh();
        Long buyer = after.buyerWh();
        if (settled != null && (seller == null || buyer == null || settled != Math.min(seller, buyer))) {
            throw broken(order, "is settled with another figure than the smaller: " + after);
        }
    }

    private static boolean changed(byte @Nullable [] before, byte @Nullable [] after) {
        return before != null && !Arrays.equals(before, after);
    }

    private static Set<TradeState> reachable(TradeState from) {
        Set<TradeState> reached = EnumSet.of(from);
        Deque<TradeState> open = new ArrayDeque<>(reached);
        while (!open.isEmpty()) {
            TradeState state = open.remove();
            for (TradeState next : TradeState.values()) {
                if (state.mayBecome(next) && reached.add(next)) {
                    open.add(next);
                }
            }
        }
        return reached;
    }

    private BrokenInvariantException broken(Digest order, String what) {
        return new BrokenInvariantException("trade " + order.prefix() + " at " + utility.id() + " " + what);
    }
}
