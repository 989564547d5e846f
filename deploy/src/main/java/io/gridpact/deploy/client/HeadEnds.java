package io.gridpact.deploy.client;

import static java.util.stream.Collectors.toSet;

import io.gridpact.deploy.client.HeadEndClient.Metering;
import io.gridpact.deploy.network.MalformedFileException;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.network.ReadingLine;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.status.v1.RefusedReading;
import io.gridpact.status.v1.SubmitReadingsResponse;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// The head-ends of all utilities: each line of a readings file goes to the utility whose meter it is.
public final class HeadEnds {

    private final NetworkFolder folder;
    private final Channels channels;
    private final SecureRandom random;
    private final Metering metering;
    private final Map<String, String> utilityOfMeter = new HashMap<>();
    private final Map<String, Set<Direction>> directions = new HashMap<>();
    private final Set<String> cannotSign = new HashSet<>();
    private final Map<String, HeadEndClient> clients = new HashMap<>();

    /// What became of readings; counts of signed readings, not of lines.
    public record Submitted(long accepted, long adjustments, long repeated, long refused, List<String> refusals) {

        static final Submitted NOTHING = new Submitted(0, 0, 0, 0, List.of());

        Submitted and(SubmitReadingsResponse response) {
            List<String> all = new ArrayList<>(refusals);
            for (RefusedReading refusal : response.getRefusalsList()) {
                all.add(refusal.getField() + ": " + refusal.getDescription());
            }
            return new Submitted(
                    accepted + response.getAccepted(),
                    adjustments + response.getAdjustments(),
                    repeated + response.getRepeated(),
                    refused + response.getRefused(),
                    List.copyOf(all));
        }
    }

    /// @param network says which meter is whose
    public HeadEnds(
            NetworkFolder folder, Channels channels, NetworkFile network, Metering metering, SecureRandom random) {
        this.folder = folder;
        this.channels = channels;
        this.random = random;
        this.metering = metering;
        for (NetworkFile.CustomerEntry customer : network.customers()) {
            for (NetworkFile.MeterEntry meter : customer.meters()) {
                utilityOfMeter.put(meter.id(), customer.utility());
                if (meter.cannotSign()) {
                    cannotSign.add(meter.id());
                }
                directions.put(
                        meter.id(),
                        meter.directions().stream().map(Direction::valueOf).collect(toSet()));
            }
        }
    }

    /// Has a utility's meters sign, for whoever may have to send the very same again.
    public List<Envelope> sign(String utility, List<ReadingLine> lines) throws IOException {
        List<ReadingLine> own = lines.stream()
                .filter(line -> utility.equals(utilityOfMeter.get(line.meter())))
                .toList();
        return client(utility).sign(own, directions, metering);
    }

    /// Has a utility's meters correct what they have said, for whoever may have to send the very same again.
    public List<Envelope> signCorrections(String utility, List<ReadingLine> lines) throws IOException {
        return client(utility).signCorrections(lines, directions, metering);
    }

    /// Sends what a utility's meters signed.
    public Submitted send(String utility, List<Envelope> readings) {
        return Submitted.NOTHING.and(client(utility).send(readings));
    }

    private HeadEndClient client(String utility) {
        return clients.computeIfAbsent(utility, id -> new HeadEndClient(channels, folder, id, cannotSign, random));
    }

    /// Has the meters sign and the head-ends send, all utilities at once.
    public Submitted submit(List<ReadingLine> lines) {
        return send(lines, (client, part) -> client.submit(part, directions, metering));
    }

    /// Has the meters correct what they have said, and the head-ends send it.
    public Submitted correct(List<ReadingLine> lines) {
        return send(lines, (client, part) -> client.correct(part, directions, metering));
    }

    /// What a head-end does with the lines of its utility.
    private interface Sending {
        SubmitReadingsResponse send(HeadEndClient client, List<ReadingLine> lines) throws IOException;
    }

    private Submitted send(List<ReadingLine> lines, Sending sending) {
        Map<String, List<ReadingLine>> byUtility = new LinkedHashMap<>();
        for (ReadingLine line : lines) {
            String utility = utilityOfMeter.get(line.meter());
            if (utility == null) {
                throw new MalformedFileException("readings", "no meter " + line.meter() + " in this network");
            }
            byUtility.computeIfAbsent(utility, id -> new ArrayList<>()).add(line);
        }
        Submitted submitted = Submitted.NOTHING;
        try (ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<SubmitReadingsResponse>> answers = new ArrayList<>();
            byUtility.forEach((utility, part) -> {
                HeadEndClient client = client(utility);
                answers.add(calls.submit(() -> sending.send(client, part)));
            });
            for (Future<SubmitReadingsResponse> answer : answers) {
                submitted = submitted.and(Answers.of(answer));
            }
        }
        return submitted;
    }
}
