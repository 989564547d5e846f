package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairDigests;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.settlement.Settlement;
import io.gridpact.protocol.settlement.SettlementRules;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.StoreCheck;
import io.gridpact.utility.pairing.Agreed;
import io.gridpact.utility.pairing.PairKey;
import io.gridpact.utility.peer.AgreementBook;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Derives every settlement anew from both sides' figures, and every `SETTLED` pair digest from its settlements; counts
/// again what is counted of figures as they come.
public final class SettlementsCheck implements StoreCheck {

    private static final String SETTLED = """
            select t.order_digest, t.peer, t.revision, t.quantity_wh, t.currency, t.price, t.seller_wh, t.buyer_wh, t.settled_wh,
                t.amount, t.seller_deviation_wh, t.buyer_deviation_wh, t.settlement_digest,
                coalesce((select bool_and(s.allocated_wh =
                        case when s.direction = 'INJECTION' then t.seller_wh else t.buyer_wh end)
                    from peer_status s where s.order_digest = t.order_digest
                        and case when s.direction = 'INJECTION' then t.seller_basis else t.buyer_basis end is null
                        and (s.direction = 'CONSUMPTION' or t.seller_basis is null)), true) as as_shown,
                t.seller_basis, t.buyer_basis
            from trade t where t.settlement_digest is not null""";

    private static final String DIGESTS = """
            select p.peer, p.window_start, p.number, p.own_digest,
                case when exists (select from pair_digest q where q.peer = p.peer
                        and q.window_start = p.window_start and q.stage = p.stage and q.number > p.number
                        and q.own_digest is not null) then null else p.peer_digest end
            from pair_digest p where p.stage = 'SETTLED' and p.own_digest is not null""";

    private static final String MISCOUNTED = """
            select s.window_start, s.direction, s.peer from settlement_side s
            where s.allocated <> (select count(*) from allocation a
                    where a.window_start = s.window_start and a.direction = s.direction and a.peer = s.peer
                        and a.revision = 1)
                or s.peer <> ? and s.peer_figures <> (select count(*) from trade t
                    join peer_status p on p.order_digest = t.order_digest and p.direction <> s.direction
                    where t.window_start = s.window_start and t.peer = s.peer
                        and not exists (select from sheet_root r where r.utility = t.peer
                            and r.direction = p.direction and r.window_start = t.window_start and r.overdue)
                        and not exists (select from overdue_seller o where o.order_digest = t.order_digest
                            and p.direction = 'INJECTION'))
                or s.direction = 'CONSUMPTION' and s.given_up <> (select count(*) from overdue_seller o
                    where o.window_start = s.window_start and o.peer = s.peer)""";

    private final String utility;
    private final AgreementBook agreements;
    private final LedgerReader reader;

    public SettlementsCheck(String utility, AgreementBook agreements, LedgerReader reader) {
        this.utility = utility;
        this.agreements = agreements;
        this.reader = reader;
    }

    @Override
    public void check(Sink sink) {
        reader.scan(connection -> {
            checkSettlements(connection, sink);
            checkDigests(connection, sink);
            checkCounts(connection, sink);
            return true;
        });
    }

    private void checkSettlements(Connection connection, Sink sink) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(SETTLED)) {
            query.setFetchSize(LedgerReader.FETCH_ROWS);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    checkSettlement(rows, sink);
                    sink.checked("settlements", 1);
                }
            }
        }
    }

    private void checkSettlement(ResultSet row, Sink sink) throws SQLException {
        Digest order = Digest.of(row.getBytes("order_digest"));
        Optional<NetworkProfile> profile = agreements.profileWith(utility, row.getString("peer"));
        if (profile.isEmpty()) {
            sink.finding("settled-under-agreement", order.prefix(), "there is no agreement with the peer");
            return;
        }
        checkFigures(row, order, profile.get().toleranceBasisPoints(), sink);
        checkBasis(row, order, sink);
        if (!row.getBoolean("as_shown")) {
            sink.finding("settled-as-shown", order.prefix(), "the peer's status has another figure");
        }
    }

    /// What is imputed, or came late, is one figure for both sides; a silent seller's is nothing.
    private static void checkBasis(ResultSet row, Digest order, Sink sink) throws SQLException {
        String seller = row.getString("seller_basis");
        String buyer = row.getString("buyer_basis");
        boolean alike = row.getLong("seller_wh") == row.getLong("buyer_wh");
        boolean nothing = row.getLong("seller_wh") == 0;
        boolean holds = (seller == null && buyer == null || alike) && (!"SELLER_SILENT".equals(seller) || nothing);
        if (!holds) {
            sink.finding("imputed-by-the-rule", order.prefix(), "figures that no silent or late side has");
        }
        if (seller != null || buyer != null) {
            sink.checked("imputed or late figures", 1);
        }
    }

    private static void checkFigures(ResultSet row, Digest order, int basisPoints, Sink sink) throws SQLException {
        Settlement settlement;
        try {
            settlement = SettlementRules.settle(
                    order,
                    row.getLong("revision"),
                    row.getLong("quantity_wh"),
                    new Price(row.getString("currency"), row.getBigDecimal("price")),
                    row.getLong("seller_wh"),
                    row.getLong("buyer_wh"),
                    basisPoints);
        } catch (IllegalArgumentException impossible) {
            sink.finding("settlement-digest-from-figures", order.prefix(), "figures that no settlement has");
            return;
        }
        boolean same = settlement.settledWh() == row.getLong("settled_wh")
                && settlement.amount().value().compareTo(row.getBigDecimal("amount")) == 0
                && settlement.sellerDeviationWh() == row.getLong("seller_deviation_wh")
                && settlement.buyerDeviationWh() == row.getLong("buyer_deviation_wh");
        if (!same) {
            sink.finding("settled-is-the-smaller", order.prefix(), "both figures give another settlement");
        }
        if (!settlement.digest().equals(Digest.of(row.getBytes("settlement_digest")))) {
            sink.finding("settlement-digest-from-figures", order.prefix(), "the figures give another digest");
        }
    }

    private void checkDigests(Connection connection, Sink sink) throws SQLException {
        record Declared(PairKey key, Digest own, Optional<Digest> peers) {}
        List<Declared> all = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(DIGESTS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                PairKey key = new PairKey(
                        rows.getString(1), Instant.ofEpochMilli(rows.getLong(2)), PairStage.SETTLED, rows.getLong(3));
                all.add(new Declared(
                        key,
                        Digest.of(rows.getBytes(4)),
                        Optional.ofNullable(rows.getBytes(5)).map(Digest::of)));
            }
        }
        for (Declared declared : all) {
            PairKey key = declared.key();
            String subject = key.peer() + " " + key.windowStart();
            Agreed agreed = PairFigures.agreed(connection, key);
            Digest recomputed = PairDigests.of(
                    utility,
                    key.peer(),
                    key.windowStart(),
                    key.stage(),
                    key.number(),
                    agreed.leaves(),
                    agreed.energyWh());
            if (!recomputed.equals(declared.own())) {
                sink.finding("settled-digest-from-settlements", subject, "the settlements give another digest");
            }
            if (declared.peers().filter(peers -> !peers.equals(declared.own())).isPresent()) {
                sink.finding("settled-digests-equal", subject, "the peer declared another digest");
            }
            sink.checked("settled pair digests", 1);
        }
    }

    private void checkCounts(Connection connection, Sink sink) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(MISCOUNTED)) {
            query.setString(1, utility);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    sink.finding(
                            "figures-counted",
                            Instant.ofEpochMilli(rows.getLong(1)) + " " + rows.getString(2) + " " + rows.getString(3),
                            "other counts than there are figures");
                }
            }
        }
    }
}
