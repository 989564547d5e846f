package io.gridpact.deploy.faults;

import io.gridpact.deploy.process.ProcessFault;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// A small file system in memory where PostgreSQL keeps its data, and a file that fills what is left of it.
final class SmallDisk implements AutoCloseable {

    /// Room for the server, four databases and a few segments of write-ahead log.
    private static final int SIZE_MIB = 256;

    private static final int BLOCK_BYTES = 64 * 1024;

    private static final String MAKE = """
            mount -t tmpfs -o size=$2m,mode=0700 gridpact-faults "$1" && mounted=$1""";

    private static final String DROP = """
            if [ -n "$mounted" ]; then umount -l "$mounted"; fi""";

    private final Path ballast;
    private final SystemResource mount;

    private SmallDisk(Path folder, SystemResource mount) {
        this.ballast = folder.resolve("ballast");
        this.mount = mount;
    }

    /// @throws ProcessFault if this machine does not let us mount
    static SmallDisk mount(Path folder, Path log) throws IOException {
        Files.createDirectories(folder);
        return new SmallDisk(
                folder,
                SystemResource.make(
                        "small disk", MAKE, DROP, List.of(folder.toString(), Integer.toString(SIZE_MIB)), log));
    }

    /// Leaves no room at all.
    void fill() throws IOException {
        byte[] block = new byte[BLOCK_BYTES];
        long written = 0;
        try (OutputStream out = Files.newOutputStream(ballast)) {
            while (written <= (long) SIZE_MIB << 20) {
                out.write(block);
                written += block.length;
            }
        } catch (IOException full) {
            return;
        }
        throw new ProcessFault("the small disk does not become full");
    }

    void empty() throws IOException {
        Files.deleteIfExists(ballast);
    }

    @Override
    public void close() {
        mount.close();
    }
}
