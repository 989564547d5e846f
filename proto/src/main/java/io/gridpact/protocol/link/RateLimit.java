package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.ParticipantRole;

/// How much one caller may ask of a server.
///
/// @param callsPerSecond calls that may begin each second, lasting; messages on an open stream are bounded by flow
///     control instead
/// @param burstCalls calls that may begin at once after a quiet time
/// @param openCalls calls that may be open at the same time
public record RateLimit(int callsPerSecond, int burstCalls, int openCalls) {

    private static final RateLimit OF_MANY = new RateLimit(20_000, 20_000, 2048);
    private static final RateLimit OF_ONE = new RateLimit(4_000, 8_000, 512);

    public RateLimit {
        if (callsPerSecond < 1 || burstCalls < 1 || openCalls < 1) {
            throw new IllegalArgumentException("a rate limit lets something through");
        }
    }

    /// Gateways and utilities speak for many, the others for themselves.
    public static RateLimit of(ParticipantRole role) {
        return switch (role) {
            case UTILITY, GATEWAY, ARBITER -> OF_MANY;
            case PLATFORM, HEAD_END, OPERATOR -> OF_ONE;
        };
    }
}
