package io.gridpact.deploy.cli;

import io.gridpact.deploy.local.LocalNetwork;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.process.FolderLock;
import io.gridpact.deploy.process.ProcessList;
import io.gridpact.deploy.process.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The folder of a demo: the one that was asked for, or a temporary one that is removed in the end. Temporary folders
/// of demos that were killed are removed by the next.
final class DemoFolder implements AutoCloseable {

    private static final String PREFIX = "gridpact-demo-";
    private static final String KEPT = "kept";

    private final NetworkFolder folder;
    private final boolean temporary;

    private DemoFolder(NetworkFolder folder, boolean temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    /// @param keep the network outlives this command, and so does its folder
    static DemoFolder open(@Nullable Path wanted, boolean keep) throws IOException {
        if (wanted != null) {
            return new DemoFolder(new NetworkFolder(wanted.toAbsolutePath().normalize()), false);
        }
        removeAbandoned();
        Path made = Files.createTempDirectory(PREFIX);
        if (keep) {
            Files.createFile(made.resolve(KEPT));
        }
        return new DemoFolder(new NetworkFolder(made), !keep);
    }

    NetworkFolder folder() {
        return folder;
    }

    private static void removeAbandoned() throws IOException {
        Path parent = Path.of(System.getProperty("java.io.tmpdir"));
        List<Path> folders;
        try (Stream<Path> listed = Files.list(parent)) {
            folders = listed.filter(path -> path.getFileName().toString().startsWith(PREFIX))
                    .filter(Files::isDirectory)
                    .filter(Files::isWritable)
                    .toList();
        }
        folders.forEach(DemoFolder::removeIfAbandoned);
    }

    /// Nobody holds its lock, nothing of it runs any more, and it is not one that was kept. Whatever stands in the way
    /// is left to the next demo: others may be cleaning up too, and a killed demo's processes end a little later.
    private static void removeIfAbandoned(Path folder) {
        NetworkFolder network = new NetworkFolder(folder);
        if (!Files.exists(network.lock()) || Files.exists(folder.resolve(KEPT))) {
            return;
        }
        try {
            Optional<FolderLock> lock = FolderLock.tryTake(network.lock());
            if (lock.isPresent()) {
                try (FolderLock held = lock.get()) {
                    boolean runs = ProcessList.read(LocalNetwork.processesFile(network))
                            .anyAlive();
                    if (!runs) {
                        Trees.delete(folder);
                    }
                }
            }
        } catch (IOException | UncheckedIOException left) {
            // The next demo tries again.
        }
    }

    private void remove() {
        try {
            Trees.delete(folder.root());
        } catch (IOException | UncheckedIOException left) {
            // The next demo tries again.
        }
    }

    @Override
    public void close() {
        if (temporary) {
            remove();
        }
    }
}
