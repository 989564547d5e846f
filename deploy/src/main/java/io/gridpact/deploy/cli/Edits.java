package io.gridpact.deploy.cli;

import io.gridpact.deploy.keys.PrivateFiles;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFiles;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.network.NetworkWriter;
import io.gridpact.deploy.process.FolderLock;
import java.io.IOException;

/// Changes to files of a network's folder, one command after the other; each file is there whole or as it was.
final class Edits implements AutoCloseable {

    private final NetworkFolder folder;
    private final FolderLock lock;

    private Edits(NetworkFolder folder, FolderLock lock) {
        this.folder = folder;
        this.lock = lock;
    }

    /// Waits for other commands that change something there.
    static Edits of(NetworkFolder folder) throws IOException {
        return new Edits(folder, FolderLock.take(folder.root().resolve("edits.lock")));
    }

    NetworkFile definition() throws IOException {
        return NetworkFiles.readNetwork(folder.definition());
    }

    void write(NetworkFile definition) throws IOException {
        PrivateFiles.write(folder.definition(), NetworkWriter.network(definition));
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}
