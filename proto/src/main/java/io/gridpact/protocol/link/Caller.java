package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.Context;
import java.util.Set;

/// Who made the call that is being served, as its TLS key says.
public record Caller(Identity identity) {

    static final Context.Key<Caller> KEY = Context.key("gridpact-caller");

    /// The caller of the call that this thread serves.
    ///
    /// @throws IllegalStateException outside a call that passed [CallerInterceptor]
    public static Caller current() {
        Caller caller = KEY.get();
        if (caller == null) {
            throw new IllegalStateException("no call is being served here");
        }
        return caller;
    }

    public ParticipantRole role() {
        return identity.role();
    }

    public String id() {
        return identity.id();
    }

    /// @return this
    /// @throws RefusedException `PERMISSION_DENIED` unless the caller has one of these roles
    public Caller require(ParticipantRole... roles) {
        if (!Set.of(roles).contains(role())) {
            throw new RefusedException(
                    Refusal.of(Reason.PERMISSION_DENIED, "", "a caller of this role may not call this"));
        }
        return this;
    }
}
