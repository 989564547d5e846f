package io.gridpact.deploy.postgres;

import static java.util.Objects.requireNonNull;

import io.gridpact.deploy.process.FolderLock;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.deploy.process.Progress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/// PostgreSQL's programs, unpacked once for each user from the jar that brings them.
final class PostgresBinaries {

    private static final String CACHE_VARIABLE = "GRIDPACT_CACHE";
    private static final int OWNER_MAY_EXECUTE = 0100;

    private PostgresBinaries() {}

    /// The folder with `bin`, `lib` and `share`.
    static Path unpacked(Progress progress) throws IOException {
        URL archive = archive();
        Path cache = cache();
        Files.createDirectories(cache);
        Path folder = cache.resolve("postgres-" + checksum(archive));
        if (Files.isDirectory(folder)) {
            return folder;
        }
        try (FolderLock lock = FolderLock.take(cache.resolve("postgres.lock"))) {
            requireNonNull(lock);
            if (!Files.isDirectory(folder)) {
                progress.tell("unpacking PostgreSQL (once)");
                Path unfinished = Files.createTempDirectory(cache, "unpacking-");
                unpack(archive, unfinished);
                Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
            }
        }
        return folder;
    }

    private static Path cache() {
        String own = System.getenv(CACHE_VARIABLE);
        if (own != null && !own.isBlank()) {
            return Path.of(own);
        }
        String shared = System.getenv("XDG_CACHE_HOME");
        Path caches = shared == null || shared.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(shared);
        return caches.resolve("gridpact");
    }

    private static URL archive() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        String suffix = Files.exists(Path.of("/etc/alpine-release")) ? "-alpine_linux" : "";
        URL archive = PostgresBinaries.class.getResource("/postgres-" + system + "-" + machine + suffix + ".txz");
        if (archive == null && system.equals("darwin")) {
            archive = PostgresBinaries.class.getResource("/postgres-darwin-x86_64.txz");
        }
        if (archive == null) {
            throw new ProcessFault("no PostgreSQL for " + system + " on " + machine + " is among the dependencies");
        }
        return archive;
    }

    /// The jar's own checksum of the archive: another version unpacks into another folder.
    private static String checksum(URL archive) throws IOException {
        if (archive.openConnection() instanceof JarURLConnection jar) {
            return Long.toHexString(jar.getJarEntry().getCrc());
        }
        return "unnamed";
    }

    private static void unpack(URL archive, Path folder) throws IOException {
        try (InputStream packed = archive.openStream();
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(packed)))) {
            TarArchiveEntry entry = tar.getNextEntry();
            while (entry != null) {
                unpack(tar, entry, folder);
                entry = tar.getNextEntry();
            }
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
            throw new IOException("the archive reaches out of its folder");
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(requireNonNull(target.getParent()));
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        if (entry.isLink()) {
            Files.createLink(target, folder.resolve(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        if ((entry.getMode() & OWNER_MAY_EXECUTE) != 0) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
