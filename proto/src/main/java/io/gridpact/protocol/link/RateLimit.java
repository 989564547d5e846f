package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.ParticipantRole;

/// How much one caller may ask of a server.
///
/// @param callsPerSecond calls, and orders on open streams, that may begin each second, lasting
/// @param burstCalls calls and orders that may begin at once after a quiet time
/// @param openCalls calls that may be open at the same time
/// @param ordersInWork orders of streams that may be unanswered, or whose answers are not yet taken, over all streams
/// @param heldBytes bytes of messages that may be collected, or wait to be worked on, and of answers that are not yet
///     taken, over all calls
/// @param badSignatureCalls how many calls a statement costs besides that is refused for its signature. An honest
// caller
///     brings few, and each takes more work than what is refused for anything else
public record RateLimit(
        int callsPerSecond, int burstCalls, int openCalls, int ordersInWork, int heldBytes, int badSignatureCalls) {

    private static final int BAD_SIGNATURE_CALLS = 200;

    private static final RateLimit OF_MANY = new RateLimit(20_000, 20_000, 2048, 4096, 32 << 20);
    private static final RateLimit OF_PAGES = new RateLimit(4_000, 8_000, 512, 512, 16 << 20);
    private static final RateLimit OF_ONE = new RateLimit(4_000, 8_000, 512, 512, 4 << 20, BAD_SIGNATURE_CALLS);

    /// Where bad signatures cost no more than others.
    public RateLimit(int callsPerSecond, int burstCalls, int openCalls, int ordersInWork, int heldBytes) {
        this(callsPerSecond, burstCalls, openCalls, ordersInWork, heldBytes, 0);
    }

    public RateLimit {
        if (callsPerSecond < 1 || burstCalls < 1 || openCalls < 1 || ordersInWork < 1 || heldBytes < 1) {
            throw new IllegalArgumentException("a rate limit lets something through");
        }
        if (badSignatureCalls < 0) {
            throw new IllegalArgumentException("a bad signature costs something, or nothing");
        }
    }

    /// Gateways and utilities speak for many, the others for themselves; platforms send nothing but small messages. Who
    /// carries what others have signed does not pay for their signatures: otherwise a platform could have an honest
    /// gateway, or a utility that does not know of a revocation yet, turned away.
    public static RateLimit of(ParticipantRole role) {
        return switch (role) {
            case UTILITY, GATEWAY, ARBITER -> OF_MANY;
            case HEAD_END, OPERATOR -> OF_PAGES;
            case PLATFORM -> OF_ONE;
        };
    }
}
