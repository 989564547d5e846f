package io.gridpact.deploy.client;

import io.gridpact.deploy.local.NetworkState;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// The descriptors that lie in a network's folder: whom a client of ours believes.
public final class Directory implements Function<String, Optional<Participant>> {

    private final Map<String, Participant> participants;

    private Directory(Map<String, Participant> participants) {
        this.participants = participants;
    }

    /// Services and platforms of the network.
    public static Directory read(NetworkFolder folder, NetworkState state) throws IOException {
        Map<String, Participant> participants = new HashMap<>();
        for (var service : state.services()) {
            participants.put(service.id(), participant(folder, service.id()));
        }
        for (String platform : state.platforms()) {
            participants.put(platform, participant(folder, platform));
        }
        return new Directory(participants);
    }

    private static Participant participant(NetworkFolder folder, String id) throws IOException {
        byte[] descriptor = Files.readAllBytes(folder.descriptor(id));
        return DirectoryWire.participant(EnvelopeWire.parse(descriptor, Fields.of(Reason.INVALID_REQUEST)));
    }

    @Override
    public Optional<Participant> apply(String id) {
        return Optional.ofNullable(participants.get(id));
    }

    /// @throws IllegalArgumentException if there is none
    public Participant require(String id) {
        return apply(id).orElseThrow(() -> new IllegalArgumentException("no participant " + id + " in this network"));
    }
}
