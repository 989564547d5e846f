package io.gridpact.protocol.link;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.InstantSource;
import java.util.function.Supplier;

/// Lets the operator in, writes down what it did, and what others tried.
public final class OperatorDoor {

    /// Attempts of others that are written down each minute; the rest are only refused.
    private static final int MAX_DENIED_PER_MINUTE = 30;

    private final OperatorOnly operator;
    private final AuditTrail trail;
    private final MinuteBudget denied;

    public OperatorDoor(OperatorOnly operator, AuditTrail trail, InstantSource realTime) {
        this.operator = operator;
        this.trail = trail;
        this.denied = new MinuteBudget(MAX_DENIED_PER_MINUTE, realTime);
    }

    /// Does the work for the operator; for anyone else [RefusedException] with `PERMISSION_DENIED`.
    public <A> A audited(Caller caller, String call, Supplier<A> work) {
        String who = caller.identity().spiffeId();
        if (!operator.is(caller)) {
            if (denied.take()) {
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
}
