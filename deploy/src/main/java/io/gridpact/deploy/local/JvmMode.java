package io.gridpact.deploy.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// How the virtual machines of a network's services run.
public enum JvmMode {
    /// One compiler, and what a recorded run left where there was one (JEP 483, JEP 515): quick to be ready.
    QUICK,
    /// As [#QUICK] without a cache, and the first service of each kind writes down at its end what it loaded, for
    /// [StartCaches].
    RECORDING,
    /// All compilers, nothing from before: for measuring.
    MEASURED;

    private static final String ONE_COMPILER = "-XX:TieredStopAtLevel=1";

    /// @param cache of this kind of service; one of another build is left unused by the virtual machine itself
    /// @param recording where to write what this very process loaded
    List<String> flags(Path cache, Path recording) {
        return switch (this) {
            case QUICK ->
                Files.isRegularFile(cache) ? List.of(ONE_COMPILER, "-XX:AOTCache=" + cache) : List.of(ONE_COMPILER);
            case RECORDING -> List.of(ONE_COMPILER, "-XX:AOTMode=record", "-XX:AOTConfiguration=" + recording);
            case MEASURED -> List.of();
        };
    }

    /// What makes a cache of a recording; the program is not run.
    static List<String> createFlags(Path cache, Path recording) {
        return List.of(
                ONE_COMPILER, "-XX:AOTMode=create", "-XX:AOTConfiguration=" + recording, "-XX:AOTCache=" + cache);
    }
}
