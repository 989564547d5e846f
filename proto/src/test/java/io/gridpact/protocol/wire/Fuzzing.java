package io.gridpact.protocol.wire;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What Jazzer calls, for as long as it is let: `mvn -pl proto test-compile -Pfuzz` (README.md, "Hostile bytes").
/// The first byte of an input chooses the target where all are fuzzed at once.
public final class Fuzzing {

    private static final String ALL = "all";

    private static List<HostileTarget> targets = List.of();

    private Fuzzing() {}

    /// Writes the seeds for Jazzer.
    ///
    /// @param args folder, and name of a target or `all`
    public static void main(String[] args) throws IOException {
        choose(args[1]);
        Path folder = Files.createDirectories(Path.of(args[0]));
        for (int number = 0; number < targets.size(); number++) {
            HostileTarget target = targets.get(number);
            for (int seed = 0; seed < target.seeds().size(); seed++) {
                Files.write(
                        folder.resolve(target.name() + "-" + seed),
                        input(number, target.seeds().get(seed)));
            }
        }
        System.out.println(targets.size() + " parsers and verifiers, seeds in " + folder);
    }

    /// Called once by Jazzer.
    ///
    /// @param args name of a target or `all`
    public static void fuzzerInitialize(String[] args) {
        choose(args[0]);
    }

    /// Called by Jazzer for each input.
    public static void fuzzerTestOneInput(byte[] input) throws Exception {
        if (targets.size() == 1) {
            HostileTargets.give(targets.getFirst(), input);
            return;
        }
        if (input.length > 0) {
            byte[] bytes = java.util.Arrays.copyOfRange(input, 1, input.length);
            HostileTargets.give(targets.get(Byte.toUnsignedInt(input[0]) % targets.size()), bytes);
        }
    }

    private static byte[] input(int number, byte[] seed) {
        if (targets.size() == 1) {
            return seed;
        }
        byte[] input = new byte[1 + seed.length];
        input[0] = (byte) number;
        System.arraycopy(seed, 0, input, 1, seed.length);
        return input;
    }

    private static void choose(String name) {
        List<HostileTarget> chosen = new ArrayList<>(HostileTargets.all());
        if (!name.equals(ALL)) {
            chosen.removeIf(target -> !target.name().equals(name));
        }
        if (chosen.isEmpty()) {
            throw new IllegalArgumentException("no target " + name + ", but all and " + HostileTargets.all());
        }
        targets = List.copyOf(chosen);
    }
}
