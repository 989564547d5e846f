package io.gridpact.arbiter.node;

import io.gridpact.protocol.link.AuditTrail;
import io.gridpact.protocol.link.CallMeter;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.OperatorOnly;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import jakarta.inject.Singleton;
import java.util.function.Supplier;

/// Lets the operator call what is the arbiter's own, and writes down what it did.
@Singleton
public final class OperatorAudit {

    private final OperatorOnly operator;
    private final AuditTrail trail;

    OperatorAudit(OperatorOnly operator, AuditTrail trail) {
        this.operator = operator;
        this.trail = trail;
    }

    /// Does the work for the operator.
    ///
    /// @param call as it will be read in the audit
    /// @throws RefusedException `PERMISSION_DENIED` for anyone else
    public <A> A audited(String call, Supplier<A> work) {
        Caller caller = Caller.current();
        operator.require(caller);
        String outcome = Reason.INTERNAL.name();
        try {
            A answer = work.get();
            outcome = CallMeter.OK;
            return answer;
        } catch (RefusedException refused) {
            outcome = refused.refusal().reason().name();
            throw refused;
        } finally {
            trail.record(caller.identity().spiffeId(), call, outcome);
        }
    }
}
