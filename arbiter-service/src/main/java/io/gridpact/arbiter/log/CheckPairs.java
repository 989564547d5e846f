package io.gridpact.arbiter.log;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.StoreChecker.Sink;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds anew how pairs stand, from the signed digests, and compares with what is stored and was told.
final class CheckPairs {

    private static final int PAGE = 500;
    private static final Fields STORED = Fields.of(Reason.INTERNAL);

    private final LogStore store;
    private final Sink sink;
    private final List<Pair> page = new ArrayList<>();
    private long digests;
    private long flags;

    CheckPairs(LogStore store, Sink sink) {
        this.store = store;
        this.sink = sink;
    }

    void check(Optional<NetworkProfile> profile, Instant now) {
        Map<String, Instant> watermarks = store.watermarks();
        store.eachPair(pair -> {
            page.add(pair);
            checkAlone(pair, profile, now, watermarks);
            if (page.size() == PAGE) {
                checkPage();
            }
        });
        checkPage();
        store.eachFlag(flag -> {
            flags++;
            if (flag.number() != flags) {
                sink.finding("flags-are-numbered", "flag " + flag.number(), "stands at place " + flags);
                flags = flag.number();
            }
        });
        sink.checked("flags", flags);
    }

    /// Whether every pair digest in the log belongs to a pair.
    void requireAll(long pairDigestsInTheLog) {
        sink.checked("pair digests", digests);
        if (digests != pairDigestsInTheLog) {
            sink.finding(
                    "every-pair-digest-is-paired",
                    "pair digests",
                    pairDigestsInTheLog + " in the log, " + digests + " in pairs");
        }
    }

    private void checkPage() {
        List<EntryKey> keys = new ArrayList<>();
        for (Pair pair : page) {
            keys.add(EntryKeys.of(pair.key(), pair.key().first()));
            keys.add(EntryKeys.of(pair.key(), pair.key().second()));
        }
        Map<EntryKey, LoggedStatement> statements =
                store.logged(keys.stream().distinct().toList());
        Map<PairKey, PairStanding> told =
                store.lastFlags(page.stream().map(Pair::key).toList());
        for (Pair pair : page) {
            checkPair(pair, statements, told.getOrDefault(pair.key(), PairStanding.WAITING));
        }
        sink.checked("pairs", page.size());
        page.clear();
    }

    private void checkPair(Pair pair, Map<EntryKey, LoggedStatement> statements, PairStanding told) {
        PairKey key = pair.key();
        Digest first = agreed(statements.get(EntryKeys.of(key, key.first())));
        Digest second = key.isOfOneUtility() ? null : agreed(statements.get(EntryKeys.of(key, key.second())));
        digests += (first == null ? 0 : 1) + (second == null ? 0 : 1);
        if (!Objects.equals(first, pair.firstDigest()) || !Objects.equals(second, pair.secondDigest())) {
            sink.finding("pair-has-the-signed-digests", subject(key), "the signed digests are others");
        }
        Pair again = Pair.untold(key);
        if (first != null) {
            again = PairingRules.committed(again, key.first(), first);
        }
        if (second != null) {
            again = PairingRules.committed(again, key.second(), second);
        }
        boolean alone = again.standing() == PairStanding.WAITING;
        boolean stands = alone
                ? pair.standing() == PairStanding.WAITING || pair.standing() == PairStanding.UNPAIRED
                : pair.standing() == again.standing();
        if (!stands) {
            sink.finding("pair-stands-as-its-digests", subject(key), pair.standing() + ", not " + again.standing());
        }
        if (told != pair.standing()) {
            sink.finding("flag-tells-the-standing", subject(key), "told " + told + ", stands " + pair.standing());
        }
    }

    private void checkAlone(Pair pair, Optional<NetworkProfile> profile, Instant now, Map<String, Instant> watermarks) {
        boolean alone = pair.firstDigest() == null || pair.secondDigest() == null;
        if (pair.standing() != PairStanding.UNPAIRED || !alone || profile.isEmpty()) {
            return;
        }
        Duration offset = JudgePairs.dueAfterStart(profile.get(), pair.key().stage());
        Instant due = pair.key().windowStart().plus(offset);
        if (!PairingRules.isUnpaired(due, now, watermarks.get(pair.missing()))) {
            sink.finding("unpaired-is-past-deadline-and-watermark", subject(pair.key()), "due " + due);
        }
    }

    private static @Nullable Digest agreed(@Nullable LoggedStatement statement) {
        if (statement == null) {
            return null;
        }
        try {
            PairDigest digest = StatementWire.pairDigest(EnvelopeWire.parse(statement.statement(), STORED), STORED);
            return digest.agreed();
        } catch (RefusedException unreadable) {
            return null;
        }
    }

    private static String subject(PairKey key) {
        return key.first() + " and " + key.second() + ", " + key.windowStart() + ", " + key.stage() + " "
                + key.number();
    }
}
