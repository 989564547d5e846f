package io.gridpact.arbiter.log;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;

/// Whether members' clocks say that ours is behind. The arbiter asks nobody for the time; but nobody who follows the
/// protocol has committed everything up to an instant that is yet to come. A clock that is ahead shows at the
/// utilities, which see our time on every answer.
///
/// One member's clock proves nothing: ours is behind only when most of those heard lately say so.
public final class MemberClocks {

    /// Beyond this the arbiter is not ready.
    public static final Duration LIMIT = Duration.ofMinutes(1);

    private static final Duration FRESH = Duration.ofMinutes(10);

    private record Heard(Instant at, Duration ahead) {}

    private final Clock clock;
    private final ConcurrentMap<String, Heard> heard = new ConcurrentHashMap<>();

    private volatile Consumer<String> memberListener = member -> {};

    public MemberClocks(Clock clock) {
        this.clock = clock;
    }

    /// Tells the listener of a member that was not heard for a while, or ever.
    public void onMember(Consumer<String> listener) {
        memberListener = listener;
    }

    /// How far this member's clock is ahead of ours at least, by what it said last: negative by as much as it was
    /// behind with its work. Empty where it was not heard lately.
    public Optional<Duration> ahead(String utility) {
        Instant oldest = clock.instant().minus(FRESH);
        return Optional.ofNullable(heard.get(utility))
                .filter(said -> !said.at().isBefore(oldest))
                .map(Heard::ahead);
    }

    /// A member has said to when it is complete.
    void said(String utility, Instant completeTo) {
        Instant now = clock.instant();
        if (heard.put(utility, new Heard(now, Duration.between(now, completeTo))) == null) {
            memberListener.accept(utility);
        }
    }

    /// Whether our clock is behind by more than [#LIMIT].
    public boolean saysWeAreBehind() {
        Instant oldest = clock.instant().minus(FRESH);
        heard.values().removeIf(each -> each.at().isBefore(oldest));
        Map<String, Heard> fresh = Map.copyOf(heard);
        long ahead = fresh.values().stream()
                .filter(each -> each.ahead().compareTo(LIMIT) > 0)
                .count();
        return ahead * 2 > fresh.size();
    }
}
