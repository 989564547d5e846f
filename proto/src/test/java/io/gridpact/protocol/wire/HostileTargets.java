package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.stream.Stream;

/// Every parser and verifier of this module that hostile bytes reach.
final class HostileTargets {

    /// What one input may have a parser or verifier allocate: many times the largest payload, a fraction of a heap.
    private static final long MAX_ALLOCATED_BYTES = 32L << 20;

    private static final String NO_MESSAGE = "not a well-formed message";

    private HostileTargets() {}

    static List<HostileTarget> all() {
        return Stream.of(
                        PayloadTargets.all(),
                        SignedTargets.all(),
                        ProofTargets.all(),
                        StatusTargets.all(),
                        ClaimTargets.all())
                .flatMap(targets -> targets)
                .toList();
    }

    /// Gives it the bytes. Nothing but a refusal that names what is wrong may come of it.
    ///
    /// @return whether something was made of them
    static boolean give(HostileTarget target, byte[] bytes) throws Exception {
        long before = allocated();
        boolean taken = isTaken(target, bytes);
        if (allocated() - before > MAX_ALLOCATED_BYTES) {
            // The first time classes may have been loaded; what counts is what it takes again.
            long again = allocated();
            isTaken(target, bytes);
            assertThat(allocated() - again).as("bytes allocated").isLessThan(MAX_ALLOCATED_BYTES);
        }
        return taken;
    }

    private static boolean isTaken(HostileTarget target, byte[] bytes) throws Exception {
        try {
            target.judge().take(bytes);
            return true;
        } catch (RefusedException refused) {
            Refusal refusal = refused.refusal();
            assertThat(refusal.field().isEmpty() && !saysAll(refusal))
                    .as("%s names nothing", refused.getMessage())
                    .isFalse();
            return false;
        }
    }

    private static boolean saysAll(Refusal refusal) {
        return refusal.description().equals(NO_MESSAGE)
                || switch (refusal.reason()) {
                    case NO_AGREEMENT, RESOURCE_EXHAUSTED -> true;
                    default -> false;
                };
    }

    private static long allocated() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}
