package io.gridpact.deploy.cli;

import io.gridpact.deploy.local.LocalNetwork;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.process.Progress;
import java.io.IOException;

/// A network that this command runs and stops in order, also on Ctrl-C.
final class Running implements AutoCloseable {

    private final LocalNetwork network;
    private final Thread onExit;

    private Running(LocalNetwork network, Thread onExit) {
        this.network = network;
        this.onExit = onExit;
    }

    static Running start(NetworkFolder folder, LocalNetwork.Start start, Progress progress) throws IOException {
        return start(folder, start, progress, () -> {});
    }

    /// @param afterwards done once the network has been stopped by Ctrl-C
    static Running start(NetworkFolder folder, LocalNetwork.Start start, Progress progress, Runnable afterwards)
            throws IOException {
        LocalNetwork network = LocalNetwork.start(folder, start, progress);
        Thread onExit = new Thread(
                () -> {
                    network.close();
                    afterwards.run();
                },
                "stop-network");
        Runtime.getRuntime().addShutdownHook(onExit);
        return new Running(network, onExit);
    }

    LocalNetwork network() {
        return network;
    }

    @Override
    public void close() {
        network.close();
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException alreadyExiting) {
            // Then the hook is running, and finds it closed.
        }
    }
}
