package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.gridpact.protocol.Seeds;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whoever gives a parser or verifier bytes of his own making gets a refusal that says what is wrong, or something
/// that somebody has signed, and never an exception of another kind, a hang, or a heap's worth of memory. Longer, and
/// led by what code the bytes reach: `mvn -pl proto test-compile -Pfuzz`.
class HostileBytesTest {

    private static final int INPUTS = Integer.getInteger("hostile.inputs", 150);

    private static final Duration LONGEST = Duration.ofMinutes(1).multipliedBy(1 + INPUTS / 300);

    static Stream<HostileTarget> targets() {
        return HostileTargets.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void bytes_that_it_knows(HostileTarget target) throws Exception {
        boolean any = false;
        for (byte[] seed : target.seeds()) {
            any |= HostileTargets.give(target, seed);
        }
        assertThat(any).as("at least one seed is good").isTrue();
        HostileTargets.give(target, new byte[0]);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("targets")
    void bytes_that_somebody_has_changed(HostileTarget target) {
        assertTimeoutPreemptively(
                LONGEST,
                () -> Seeds.forEach(INPUTS, random -> {
                    List<byte[]> seeds = target.seeds();
                    byte[] seed = seeds.get(random.nextInt(seeds.size()));
                    byte[] bytes = new Mutation(random).of(seed, seeds, target.messages());
                    try {
                        HostileTargets.give(target, bytes);
                    } catch (Exception | AssertionError fault) {
                        throw new AssertionError("given " + HexFormat.of().formatHex(bytes), fault);
                    }
                }));
    }
}
