package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.gridpact.deploy.client.OperatorClient;
import io.gridpact.deploy.demo.TextTable;
import io.gridpact.deploy.keys.Documents;
import io.gridpact.deploy.keys.Member;
import io.gridpact.deploy.keys.NetworkKeys;
import io.gridpact.deploy.keys.Secrets;
import io.gridpact.deploy.local.NetworkState;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.network.NetworkEdits;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Whom services know, and new ones.
@Command(
        name = "peer",
        mixinStandardHelpOptions = true,
        description = "Lists whom a service knows; with --add or --platform introduces another, without restart.")
final class PeerCommand implements Callable<Integer> {

    private static final Duration KEYS_BEFORE = Duration.ofDays(1);

    @Mixin
    private DataOption data = new DataOption();

    @Option(
            names = "--service",
            paramLabel = "ID",
            description = "One service (default: all to add, the first to list).")
    private @Nullable String service;

    @Option(
            names = "--add",
            paramLabel = "FILE",
            description = "A descriptor: a serialised gridpact.directory.v1.Envelope.")
    private @Nullable Path added;

    @Option(names = "--platform", paramLabel = "ID", description = "A new platform, with keys in DIR/clients/ID.")
    private @Nullable String platform;

    @Override
    public Integer call() throws IOException {
        try (Session session = Session.open(data);
                Edits edits = Edits.of(data.folder())) {
            if (added != null) {
                introduce(session, read(added));
            }
            if (platform != null) {
                introduce(session, makePlatform(session, platform));
                NetworkFile edited = NetworkEdits.withPlatform(edits.definition(), platform);
                edits.write(edited);
                // Read again: where the clock stands may have been written down meanwhile.
                data.state().withPlatforms(edited.platforms()).write(data.folder());
            }
            list(session);
            return 0;
        }
    }

    private List<ServiceAddress> services(Session session) {
        NetworkState state = session.channels().state();
        return service == null ? state.services() : List.of(state.service(service));
    }

    private void introduce(Session session, Envelope descriptor) {
        for (ServiceAddress address : services(session)) {
            new OperatorClient(session.channels(), address.id()).putParticipant(descriptor);
        }
    }

    private static Envelope makePlatform(Session session, String platform) throws IOException {
        NetworkFolder folder = session.folder();
        SecureRandom random = session.random();
        NetworkKeys keys = new NetworkKeys(folder, Secrets.in(folder.secrets(), random), Instant.now(), random);
        Member member = keys.platform(platform);
        Instant validFrom = session.clock().now().minus(KEYS_BEFORE);
        if (Files.exists(folder.descriptor(platform))) {
            return read(folder.descriptor(platform));
        }
        Envelope descriptor = new Documents(validFrom, random).descriptor(member, "", 1);
        Files.write(folder.descriptor(platform), EnvelopeWire.encode(descriptor));
        return descriptor;
    }

    private static Envelope read(Path file) throws IOException {
        return EnvelopeWire.parse(Files.readAllBytes(file), Fields.of(Reason.INVALID_REQUEST));
    }

    private void list(Session session) {
        List<Participant> known = new OperatorClient(
                        session.channels(), services(session).getFirst().id())
                .participants().stream().map(DirectoryWire::participant).toList();
        ArrayNode json = new ObjectMapper().createArrayNode();
        TextTable table = new TextTable("participant", "role", "endpoint", ">revision");
        for (Participant participant : known) {
            json.addObject()
                    .put("id", participant.id())
                    .put("role", participant.role().name())
                    .put("endpoint", participant.endpoint())
                    .put("revision", participant.revision());
            table.row(
                    participant.id(),
                    participant.role().name(),
                    participant.endpoint(),
                    Long.toString(participant.revision()));
        }
        Console.standard()
                .result(
                        data.json(),
                        () -> new ObjectMapper().createObjectNode().set("participants", json),
                        table::render);
    }
}
