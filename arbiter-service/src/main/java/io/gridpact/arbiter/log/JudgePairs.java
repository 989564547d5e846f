package io.gridpact.arbiter.log;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.quantity.DeliveryWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds digests that stayed alone past their deadline and past the other side's watermark (PROTOCOL.md, section 9).
final class JudgePairs {

    /// Pairs judged in one transaction.
    static final int MAX_PAIRS = 500;

    private final LogStore store;

    JudgePairs(LogStore store) {
        this.store = store;
    }

    /// Pairs that are unpaired now, at most [#MAX_PAIRS] of a stage, as they stood before. None without a profile.
    List<Pair> overdue(Optional<NetworkProfile> profile, Instant now) {
        List<Pair> overdue = new ArrayList<>();
        profile.ifPresent(terms -> {
            for (PairStage stage : PairStage.values()) {
                overdue.addAll(store.overdue(stage, dueAfterStart(terms, stage), now, MAX_PAIRS));
            }
        });
        return overdue;
    }

    /// The batch that declares those pairs unpaired.
    static LogBatch declare(List<Pair> overdue, long lastFlag, Instant now) {
        List<Pair> pairs = new ArrayList<>(overdue.size());
        List<Flag> flags = new ArrayList<>(overdue.size());
        for (Pair pair : overdue) {
            pairs.add(pair.as(PairStanding.UNPAIRED));
            flags.add(new Flag(lastFlag + flags.size() + 1, PairStanding.UNPAIRED, pair.key(), now));
        }
        return new LogBatch(List.of(), Map.of(), List.of(), List.of(), pairs, flags, Map.of(), Optional.empty());
    }

    /// When the next waiting digest falls due that is not due yet.
    Optional<Instant> nextDue(Optional<NetworkProfile> profile, Instant now) {
        if (profile.isEmpty()) {
            return Optional.empty();
        }
        Optional<Instant> earliest = Optional.empty();
        for (PairStage stage : PairStage.values()) {
            Duration offset = dueAfterStart(profile.get(), stage);
            Optional<Instant> due =
                    store.nextWaitingWindow(stage, now.minus(offset)).map(start -> start.plus(offset));
            if (due.isPresent() && (earliest.isEmpty() || due.get().isBefore(earliest.get()))) {
                earliest = due;
            }
        }
        return earliest;
    }

    /// From a window's start to when digests of that stage are due; negative where they are due before it.
    static Duration dueAfterStart(NetworkProfile profile, PairStage stage) {
        DeliveryWindow any = profile.windowAt(Instant.EPOCH);
        Instant due =
                switch (stage) {
                    case SEALED -> profile.deadlines().sealedDigestDue(any);
                    case SETTLED -> profile.deadlines().settlementDue(any);
                };
        return Duration.between(any.start(), due);
    }
}
