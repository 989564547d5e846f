package io.gridpact.deploy.cli;

import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.process.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
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
        for (Path abandoned : folders) {
            if (isAbandoned(abandoned)) {
                delete(abandoned);
            }
        }
    }

    /// Nobody holds its lock, and it is not one that was kept.
    private static boolean isAbandoned(Path folder) throws IOException {
        NetworkFolder network = new NetworkFolder(folder);
        if (!Files.exists(network.lock()) || Files.exists(folder.resolve(KEPT))) {
            return false;
        }
        Optional<FolderLock> lock = FolderLock.tryTake(network.lock());
        if (lock.isEmpty()) {
            return false;
        }
        lock.get().close();
        return true;
    }

    private void remove() {
        try {
            delete(folder.root());
        } catch (IOException left) {
            // The next demo tries again.
        }
    }

    private static void delete(Path folder) throws IOException {
        List<Path> paths;
        try (Stream<Path> walked = Files.walk(folder)) {
            paths = walked.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : paths) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public void close() {
        if (temporary) {
            remove();
        }
    }
}
