package io.gridpact.protocol.pairing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Finds in what two lists differ by asking for ranges: what is equal is left aside, what is not is divided, until a
/// range holds few enough leaves to tell them one by one (PROTOCOL.md, section 8). Of two lists of n leaves it takes
/// about log16(n) questions for each trade in which they differ, many of them in one message.
///
/// The other side is not believed: what it says of all its leaves must give the digest that it signed, and parts must
/// add up to their whole.
public final class ListComparison {

    /// Ranges that are asked for at once.
    public static final int MAX_RANGES = 64;

    /// Leaves that the other list may have and the own one has not. Whoever lacks more has lost its list; and a peer
    /// that makes leaves up fills no heap with them.
    public static final int MAX_LACKING = 1 << 16;

    private final PairList own;
    private final PairDigest theirs;
    private final Deque<LeafRange> open = new ArrayDeque<>();
    private final Map<LeafRange, Long> counts = new HashMap<>();
    private final TreeSet<Digest> onlyHere = new TreeSet<>();
    private final TreeSet<Digest> onlyThere = new TreeSet<>();
    private final List<LeafRange> asked = new ArrayList<>();

    /// @param theirs the other side's signed digest
    public ListComparison(PairList own, PairDigest theirs) {
        this.own = own;
        this.theirs = theirs;
        open.add(LeafRange.ALL);
    }

    /// What to ask next, at most [#MAX_RANGES]; nothing where all is known. Ranges are asked with all their siblings.
    public List<LeafRange> next() {
        asked.clear();
        while (!open.isEmpty() && asked.size() < MAX_RANGES) {
            asked.add(open.removeFirst());
        }
        return List.copyOf(asked);
    }

    /// Takes the answers to what was asked last.
    ///
    /// @param energyWh what the other side says its whole list comes to, in watt-hours
    /// @return `INVALID_PROOF` where the answers contradict themselves or the signed digest; nothing is taken then
    public Verdict take(List<RangeSummary> answers, long energyWh) {
        if (answers.size() != asked.size()) {
            return refused("ranges", "not one for each range asked");
        }
        for (int i = 0; i < answers.size(); i++) {
            if (answers.get(i).verify(asked.get(i)) instanceof Verdict.Refused refused) {
                return refused;
            }
        }
        if (onlyThere.size() > MAX_LACKING) {
            return refused("leaves", "more than " + MAX_LACKING + " that the other list lacks");
        }
        Verdict whole = asked.equals(List.of(LeafRange.ALL)) ? whole(answers.getFirst(), energyWh) : parts(answers);
        if (whole.isAccepted()) {
            for (int i = 0; i < answers.size(); i++) {
                compare(asked.get(i), answers.get(i));
            }
        }
        return whole;
    }

    /// Leaves that only the own list has, ascending.
    public List<Digest> onlyHere() {
        return List.copyOf(onlyHere);
    }

    /// Leaves that only the other list has, ascending.
    public List<Digest> onlyThere() {
        return List.copyOf(onlyThere);
    }

    /// Ranges that are still to be asked for.
    int openRanges() {
        return open.size();
    }

    private Verdict whole(RangeSummary all, long energyWh) {
        if (energyWh < 0) {
            return refused("energy_wh", "negative");
        }
        Digest digest = PairDigests.of(
                theirs.utility(),
                theirs.peer(),
                theirs.windowStart(),
                theirs.stage(),
                theirs.number(),
                all.root(),
                all.count(),
                energyWh);
        return Verdict.require(
                digest.equals(theirs.agreed()), Reason.INVALID_PROOF, "root", "not the list of the signed digest");
    }

    /// Families are asked whole, [LeafRange#CHILDREN] after one another.
    private Verdict parts(List<RangeSummary> answers) {
        for (int from = 0; from < answers.size(); from += LeafRange.CHILDREN) {
            long sum = 0;
            for (int i = from; i < from + LeafRange.CHILDREN; i++) {
                sum += answers.get(i).count();
            }
            if (sum != counts.getOrDefault(asked.get(from), -1L)) {
                return refused("count", "parts do not add up");
            }
        }
        return Verdict.accepted();
    }

    private void compare(LeafRange range, RangeSummary answer) {
        counts.remove(range);
        RangeSummary here = own.summary(range);
        if (here.root().equals(answer.root()) && here.count() == answer.count()) {
            return;
        }
        if (answer.count() <= RangeSummary.MAX_LEAVES) {
            List<Digest> within = own.in(range);
            TreeSet<Digest> lacking = new TreeSet<>(answer.leaves());
            within.forEach(lacking::remove);
            onlyThere.addAll(lacking);
            TreeSet<Digest> lackedThere = new TreeSet<>(within);
            answer.leaves().forEach(lackedThere::remove);
            onlyHere.addAll(lackedThere);
            return;
        }
        List<LeafRange> children = range.children();
        counts.put(children.getFirst(), answer.count());
        // The deepest next: what is open stays in the order of the depth, however many parts the other side makes up.
        children.reversed().forEach(open::addFirst);
    }

    private static Verdict refused(String field, String description) {
        return Verdict.refused(Reason.INVALID_PROOF, field, description);
    }
}
