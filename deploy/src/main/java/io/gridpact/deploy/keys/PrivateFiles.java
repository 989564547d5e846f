package io.gridpact.deploy.keys;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/// Files that only their owner reads, there whole or not at all.
public final class PrivateFiles {

    private static final String FOLDER_MODE = "rwx------";
    private static final String FILE_MODE = "rw-------";

    private PrivateFiles() {}

    /// Makes a folder that only its owner enters.
    public static Path folder(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FOLDER_MODE)));
        }
        return folder;
    }

    /// Replaces what was there. Mode 0600.
    public static void write(Path file, String content) throws IOException {
        Path parent = folder(requireNonNull(file.toAbsolutePath().getParent()));
        Path unfinished = Files.createTempFile(
                parent,
                "." + file.getFileName(),
                ".tmp",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FILE_MODE)));
        Files.writeString(unfinished, content, StandardCharsets.UTF_8);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
