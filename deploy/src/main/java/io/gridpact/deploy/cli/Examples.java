package io.gridpact.deploy.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Where this tree lies, with its built services and its example files.
final class Examples {

    private Examples() {}

    /// The launcher says it; otherwise the first folder upward that looks like it.
    static Path root() {
        String said = System.getProperty("gridpact.root");
        if (said != null) {
            return Path.of(said);
        }
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("deploy").resolve("examples"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("not in a tree of Gridpact: start it by deploy/gridpact");
        }
        return folder;
    }

    static Path orExample(@Nullable Path given, String name) {
        return given != null
                ? given
                : root().resolve("deploy").resolve("examples").resolve(name);
    }
}
