package io.gridpact.protocol.link;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Supplier;

/// Lets the operator in, writes down what it did, and what others tried.
public final class OperatorDoor {

    /// Attempts of others that are written down each minute; the rest are only refused.
    private static final int MAX_DENIED_PER_MINUTE = 30;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final OperatorOnly operator;
    private final AuditTrail trail;
    private final InstantSource realTime;
    private Instant minuteStart = Instant.MIN;
    private int deniedThisMinute;

    public OperatorDoor(OperatorOnly operator, AuditTrail trail, InstantSource realTime) {
        this.operator = operator;
        this.trail = trail;
        this.realTime = realTime;
    }

    /// Does the work for the operator; for anyone else [RefusedException] with `PERMISSION_DENIED`.
    public <A> A audited(Caller caller, String call, Supplier<A> work) {
        String who = caller.identity().spiffeId();
        if (!operator.is(caller)) {
            if (deniedIsWrittenDown()) {
                trail.record(who, call, Reason.PERMISSION_DENIED.name());
            }
            operator.require(caller);
        }
        String outcome = Reason.INTERNAL.name();
        try {
            A answer = work.get();
            outcome = CallMeter.OK;
            return answer;
        } catch (RefusedException e) {
            outcome = e.refusal().reason().name();
            throw e;
        } finally {
            trail.record(who, call, outcome);
        }
    }

    private synchronized boolean deniedIsWrittenDown() {
        Instant now = realTime.instant();
        if (now.isAfter(minuteStart.equals(Instant.MIN) ? Instant.MIN : minuteStart.plus(MINUTE))) {
            minuteStart = now;
            deniedThisMinute = 0;
        }
        deniedThisMinute++;
        return deniedThisMinute <= MAX_DENIED_PER_MINUTE;
    }
}
