package io.gridpact.deploy.cli;

import io.gridpact.deploy.client.AgreedModes;
import io.gridpact.deploy.client.Channels;
import io.gridpact.deploy.client.NetworkClock;
import io.gridpact.deploy.client.Platforms;
import io.gridpact.deploy.local.NetworkState;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFolder;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;

/// A command's connections to a running network.
final class Session implements AutoCloseable {

    private final NetworkFolder folder;
    private final NetworkFile network;
    private final Channels channels;
    private final NetworkClock clock;
    private final SecureRandom random = new SecureRandom();

    private Session(NetworkFolder folder, NetworkFile network, NetworkState state) {
        this.folder = folder;
        this.network = network;
        this.channels = new Channels(folder, state);
        this.clock = new NetworkClock(channels);
    }

    static Session open(DataOption data) throws IOException {
        NetworkState state = data.state();
        return new Session(data.folder(), data.network(), state);
    }

    NetworkFolder folder() {
        return folder;
    }

    NetworkFile network() {
        return network;
    }

    Channels channels() {
        return channels;
    }

    NetworkClock clock() {
        return clock;
    }

    SecureRandom random() {
        return random;
    }

    Platforms platforms() throws IOException {
        return platforms(false);
    }

    /// @param nonBlocking their orders are, whatever is agreed
    Platforms platforms(boolean nonBlocking) throws IOException {
        return new Platforms(
                folder,
                channels,
                new AgreedModes(network, nonBlocking),
                Duration.ofMinutes(network.profile().deadlines().gateClosureBeforeStart()),
                random);
    }

    @Override
    public void close() {
        clock.close();
        channels.close();
    }
}
