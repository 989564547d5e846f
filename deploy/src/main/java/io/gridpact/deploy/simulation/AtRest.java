package io.gridpact.deploy.simulation;

import io.gridpact.deploy.simulation.LedgerWatch.Held;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// What must hold once everything has come to rest (PROTOCOL.md, section 12), between parties that follow the protocol.
final class AtRest {

    private static final String NOT_LOGGED = "select count(*) from submission where log_receipt is null";

    private static final String NOT_CLOSED = "select count(*) from journal_batch"
            + " where minute > coalesce((select max(minute) from journal_minute), -1)";

    private static final String ACCUSED = "select kind || ' ' || peer from pair_alarm"
            + " union all select 'equivocation ' || peer from pair_equivocation";

    // A list of stage SEALED stays alone where the peer was away until the window began: then nothing is sealed by it.
    private static final String LAST_NOT_MATCHED = """
            select p.first_utility || ' ' || p.second_utility || ' ' || p.stage || ' ' || p.pair_number || ' '
                || p.standing, p.first_utility, p.second_utility
            from pair_standing p where p.standing <> 'MATCHED' and p.stage = 'SETTLED' and not exists (select from pair_standing q
                where q.first_utility = p.first_utility and q.second_utility = p.second_utility
                    and q.window_start_millis = p.window_start_millis and q.stage = p.stage
                    and q.pair_number > p.pair_number)""";

    private static final String TWO_STATEMENTS =
            "select e.sender from equivocation q join log_entry e using (leaf_index)";

    private final List<UtilityNode> utilities;
    private final Map<String, LedgerWatch> ledgers;
    private final ArbiterNode arbiter;
    private final String liar;
    private final List<String> broken = new ArrayList<>();
    private boolean caught;

    /// @param liar who lies, or empty
    AtRest(List<UtilityNode> utilities, Map<String, LedgerWatch> ledgers, ArbiterNode arbiter, String liar) {
        this.utilities = utilities;
        this.ledgers = ledgers;
        this.arbiter = arbiter;
        this.liar = liar;
    }

    private boolean isHonest(String party) {
        return !party.equals(liar);
    }

    /// What does not hold; empty where all is well.
    List<String> broken(Set<Digest> acknowledged) {
        for (UtilityNode utility : utilities) {
            if (isHonest(utility.id())) {
                utility.findings().forEach(this::judge);
                alone(utility);
            }
        }
        if (isHonest(arbiter.id())) {
            broken.addAll(arbiter.findings());
        }
        broken.addAll(between(acknowledged, false));
        standings();
        return broken;
    }

    /// What a checker says of what the liar told is no fault of the one whose store it is.
    private void judge(String finding) {
        if (!liar.isEmpty() && finding.contains(", " + liar + " ")) {
            caught = true;
        } else {
            broken.add(finding);
        }
    }

    /// What does not hold between the liar and others: of each such thing somebody has to have found the cause.
    List<String> brokenWithLiar(Set<Digest> acknowledged) {
        return liar.isEmpty() ? List.of() : between(acknowledged, true);
    }

    /// Whether somebody honest, or the arbiter, has written down something against the liar.
    boolean isCaught() {
        return caught;
    }

    private void alone(UtilityNode utility) {
        count(utility, NOT_LOGGED, "statements that are not logged");
        count(utility, NOT_CLOSED, "batches in minutes that are not closed");
        for (String accused : utility.reader().list(ACCUSED, query -> {}, row -> row.getString(1))) {
            if (accused.endsWith(" " + liar) && !liar.isEmpty()) {
                caught = true;
            } else {
                broken.add(utility.id() + " accuses an honest party: " + accused);
            }
        }
        String waiting = "select target || ' ' || kind from outbox order by 1";
        for (String message : utility.reader().list(waiting, query -> {}, row -> row.getString(1))) {
            if (liar.isEmpty() || !message.startsWith(liar + " ")) {
                broken.add(utility.id() + " has still to send: " + message);
            }
        }
    }

    private void count(UtilityNode utility, String sql, String what) {
        long count =
                utility.reader().list(sql, query -> {}, row -> row.getLong(1)).getFirst();
        if (count > 0) {
            broken.add(utility.id() + " has " + count + " " + what);
        }
    }

    private List<String> between(Set<Digest> acknowledged, boolean withLiar) {
        List<String> found = new ArrayList<>();
        for (UtilityNode one : utilities) {
            for (UtilityNode other : utilities) {
                boolean once = one.id().compareTo(other.id()) <= 0;
                boolean ofTheLiar = one.id().equals(liar) || other.id().equals(liar);
                if (once && ofTheLiar == withLiar) {
                    compare(one.id(), other.id(), acknowledged, found);
                }
            }
        }
        return found;
    }

    private void compare(String one, String other, Set<Digest> acknowledged, List<String> found) {
        Map<Digest, Held> ours = ledger(one);
        Map<Digest, Held> theirs = ledger(other);
        Set<Digest> orders = new TreeSet<>();
        ours.forEach((order, held) -> {
            if (held.peer().equals(other)) {
                orders.add(order);
            }
        });
        theirs.forEach((order, held) -> {
            if (held.peer().equals(one)) {
                orders.add(order);
            }
        });
        for (Digest order : orders) {
            Held here = ours.get(order);
            Held there = theirs.get(order);
            String problem = problem(here, there, acknowledged.contains(order));
            if (!problem.isEmpty()) {
                found.add("trade " + order.prefix() + " of " + one + " and " + other + " " + problem + ": " + here
                        + " / " + there);
            }
        }
    }

    private String problem(
            @org.jspecify.annotations.Nullable Held here,
            @org.jspecify.annotations.Nullable Held there,
            boolean acknowledged) {
        if (here == null || there == null) {
            Held only = here == null ? there : here;
            boolean ended = only != null && !only.state().live();
            return ended && !acknowledged ? "" : "is in one ledger alone";
        }
        if (here.state() == TradeState.PENDING || there.state() == TradeState.PENDING) {
            return "is still pending";
        }
        if (here.isSealed() != there.isSealed()) {
            return "is sealed on one side alone";
        }
        if (!here.isSealed()) {
            boolean denied = here.state() == TradeState.REFUSED || there.state() == TradeState.REFUSED;
            return acknowledged && denied ? "was acknowledged and is refused" : "";
        }
        if (!here.sameAttestations(there)) {
            return "has other attestations on each side";
        }
        if (!here.sameTerms(there)) {
            return "has another revision on each side";
        }
        if (here.state() != TradeState.SETTLED || there.state() != TradeState.SETTLED) {
            return "is not settled";
        }
        return here.sameSettlement(there) ? "" : "is settled otherwise on each side";
    }

    private Map<Digest, Held> ledger(String utility) {
        LedgerWatch watch = ledgers.get(utility);
        return watch == null ? Map.of() : watch.trades();
    }

    private void standings() {
        try (Connection connection = arbiter.disk().getConnection();
                PreparedStatement pairs = connection.prepareStatement(LAST_NOT_MATCHED);
                PreparedStatement doubles = connection.prepareStatement(TWO_STATEMENTS)) {
            try (ResultSet row = pairs.executeQuery()) {
                while (row.next()) {
                    if (!isHonest(row.getString(2)) || !isHonest(row.getString(3))) {
                        caught = true;
                    } else {
                        broken.add("the arbiter's last word on a pair: " + row.getString(1));
                    }
                }
            }
            try (ResultSet row = doubles.executeQuery()) {
                while (row.next()) {
                    caught |= !isHonest(row.getString(1));
                    if (isHonest(row.getString(1))) {
                        broken.add(row.getString(1) + " is honest and has told the arbiter two things");
                    }
                }
            }
        } catch (SQLException gone) {
            throw new IllegalStateException(gone);
        }
    }
}
