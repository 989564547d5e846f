package io.gridpact.gateway.node;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.RateLimit;

/// How much a caller may ask of a gateway. What a platform has open here may be open at one utility, which lets a
/// gateway have [RateLimit#openCalls()] for all its platforms together; so each has a sixteenth of them at most.
public final class PlatformLimits {

    /// Calls of one platform that may be open at the same time.
    public static final int OPEN_CALLS = RateLimit.of(ParticipantRole.GATEWAY).openCalls() / 16;

    private PlatformLimits() {}

    public static RateLimit of(ParticipantRole role) {
        RateLimit limit = RateLimit.of(role);
        return switch (role) {
            case PLATFORM ->
                new RateLimit(
                        limit.callsPerSecond(),
                        limit.burstCalls(),
                        OPEN_CALLS,
                        limit.ordersInWork(),
                        limit.heldBytes(),
                        limit.badSignatureCalls());
            case UTILITY, GATEWAY, ARBITER, HEAD_END, OPERATOR -> limit;
        };
    }
}
