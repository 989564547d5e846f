package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.settlement.Punctuality;
import io.gridpact.utility.peer.AgreementBook;
import io.gridpact.utility.settlement.Standings.Known;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Pairs of which some figure is late or missing: what they need is less than every figure, and more than counts.
final class LatePairs {

    private LatePairs() {}

    /// The pair is no longer settled by counts alone.
    static void mark(Connection connection, Pair pair) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement(
                "update settlement_pair set late = true where window_start = ? and peer = ? and not late")) {
            update.setLong(1, pair.startMillis());
            update.setString(2, pair.peer());
            update.executeUpdate();
        }
    }

    /// Late pairs of which everything is known that they will ever settle by.
    static List<Pair> ready(Connection connection, String utility, AgreementBook agreements) throws SQLException {
        Map<Pair, Boolean> pairs = new LinkedHashMap<>();
        for (LateSide side : LateSide.late(connection, utility)) {
            NetworkProfile rules =
                    agreements.profileWith(utility, side.pair().peer()).orElseThrow();
            boolean ready = pairs.getOrDefault(side.pair(), true) && isReady(connection, utility, rules, side);
            pairs.put(side.pair(), ready);
        }
        return pairs.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .toList();
    }

    /// Whether a pair that is complete by its counts has every sheet root in time as the profile has its deadlines.
    static boolean isPunctual(Connection connection, String utility, NetworkProfile rules, Pair pair)
            throws SQLException {
        for (LateSide side : LateSide.of(connection, utility, pair)) {
            if (side.own(connection, utility, rules).punctuality() != Punctuality.ON_TIME
                    || side.peers(connection, utility, rules).punctuality() != Punctuality.ON_TIME) {
                return false;
            }
        }
        return true;
    }

    private static boolean isReady(Connection connection, String utility, NetworkProfile rules, LateSide side)
            throws SQLException {
        Known own = side.own(connection, utility, rules);
        Known peers = side.peers(connection, utility, rules);
        boolean decided = own.punctuality().isFinal() && peers.punctuality().isFinal();
        if (!decided || !side.isShown() || side.allocated() < side.trades()) {
            return false;
        }
        return switch (side.direction()) {
            case INJECTION -> soldIsReady(side, own, peers);
            case CONSUMPTION -> boughtIsReady(side, own, peers);
        };
    }

    private static boolean soldIsReady(LateSide side, Known own, Known peers) {
        if (own.punctuality() == Punctuality.SILENT || peers.punctuality() == Punctuality.SILENT) {
            return true;
        }
        if (own.punctuality() == Punctuality.LATE) {
            return peers.lateCounts()
                    .map(counts -> !counts || side.later() >= side.trades())
                    .orElse(false);
        }
        return side.peerFigures() + side.notShown() >= side.trades() && !side.mayBeClaimed();
    }

    private static boolean boughtIsReady(LateSide side, Known own, Known peers) {
        if (peers.punctuality() == Punctuality.SILENT) {
            return true;
        }
        if (own.punctuality() == Punctuality.SILENT) {
            return side.shown() >= side.trades();
        }
        if (peers.punctuality() == Punctuality.LATE) {
            return side.lateDecided()
                    && (own.lateLoggedAt().isEmpty() || own.lateCounts().isPresent());
        }
        return side.peerFigures() + side.givenUp() >= side.trades() && !side.mayBeClaimed();
    }

    /// How punctual both sides of a pair's trades were, by this utility's direction; what is not held was in time.
    static Map<Direction, PairFigures.Punctualities> punctualities(
            Connection connection, String utility, NetworkProfile rules, Pair pair) throws SQLException {
        Map<Direction, PairFigures.Punctualities> found = new LinkedHashMap<>();
        for (LateSide side : LateSide.of(connection, utility, pair)) {
            Known own = side.own(connection, utility, rules);
            Known peers = side.peers(connection, utility, rules);
            Known buyer = side.direction() == Direction.INJECTION ? peers : own;
            Known seller = side.direction() == Direction.INJECTION ? own : peers;
            found.put(
                    side.direction(),
                    new PairFigures.Punctualities(
                            seller.punctuality(),
                            buyer.punctuality(),
                            buyer.lateCounts().orElse(false)));
        }
        return found;
    }
}
