package io.gridpact.deploy.client;

import com.google.protobuf.ByteString;
import io.gridpact.deploy.keys.SigningKeyFile;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.network.ReadingLine;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.status.v1.MeteringServiceGrpc;
import io.gridpact.status.v1.SubmitReadingsRequest;
import io.gridpact.status.v1.SubmitReadingsResponse;
import io.grpc.Channel;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// A utility's meters and the head-end that collects from them: each meter signs what it measured, interval by
/// interval, and the head-end streams it to the utility.
public final class HeadEndClient {

    private static final int READINGS_PER_MESSAGE = 500;
    private static final int DEADLINE_SECONDS = 120;
    private static final int SALT_BYTES = 16;
    private static final long FIRST_SEQUENCE = 1;

    private final Channel channel;
    private final NetworkFolder folder;
    private final String utility;
    private final Set<String> cannotSign;
    private final SecureRandom random;
    private final Map<String, Signer> meterKeys = new HashMap<>();

    /// @param cannotSign meters whose readings the utility signs
    public HeadEndClient(
            Channels channels, NetworkFolder folder, String utility, Set<String> cannotSign, SecureRandom random) {
        this.cannotSign = Set.copyOf(cannotSign);
        this.channel = channels.headEnd(utility);
        this.folder = folder;
        this.utility = utility;
        this.random = random;
    }

    /// How meters measure.
    ///
    /// @param window length of a delivery window
    /// @param interval of a reading; a window is a whole number of them
    public record Metering(Duration window, Duration interval) {

        /// @throws IllegalArgumentException unless intervals tile the window
        public Metering {
            if (!interval.isPositive() || window.toMillis() % interval.toMillis() != 0) {
                throw new IllegalArgumentException("an interval of " + interval + " does not tile a window");
            }
        }

        int intervals() {
            return Math.toIntExact(window.toMillis() / interval.toMillis());
        }
    }

    /// Has the meters sign what the lines say and streams it. All lines are of this utility.
    ///
    /// @param directions what each meter measures; other columns are not signed
    public SubmitReadingsResponse submit(
            List<ReadingLine> lines, Map<String, Set<Direction>> directions, Metering metering) throws IOException {
        Registers registers = Registers.in(folder.registers(utility));
        SubmitReadingsResponse response = send(sign(lines, directions, metering, registers));
        registers.write();
        return response;
    }

    /// Has the meters sign what the lines say, for whoever may have to send the very same again. Their registers count
    /// at once.
    public List<Envelope> sign(List<ReadingLine> lines, Map<String, Set<Direction>> directions, Metering metering)
            throws IOException {
        Registers registers = Registers.in(folder.registers(utility));
        List<Envelope> readings = sign(lines, directions, metering, registers);
        registers.write();
        return readings;
    }

    private List<Envelope> sign(
            List<ReadingLine> lines, Map<String, Set<Direction>> directions, Metering metering, Registers registers)
            throws IOException {
        List<Envelope> readings = new ArrayList<>();
        for (ReadingLine line : lines) {
            for (Direction direction : directions.getOrDefault(line.meter(), Set.of())) {
                readings.addAll(window(line, direction, metering, registers));
            }
        }
        return readings;
    }

    /// Has the meters sign, under the next number of each interval, what the lines say now. Without registers: those of
    /// the intervals before and after would not fit.
    public SubmitReadingsResponse correct(
            List<ReadingLine> lines, Map<String, Set<Direction>> directions, Metering metering) throws IOException {
        Registers corrections = Registers.in(folder.corrections(utility));
        SubmitReadingsResponse response = send(corrections(lines, directions, metering, corrections));
        corrections.write();
        return response;
    }

    /// The same for whoever may have to send the very same again. The numbers count at once.
    public List<Envelope> signCorrections(
            List<ReadingLine> lines, Map<String, Set<Direction>> directions, Metering metering) throws IOException {
        Registers corrections = Registers.in(folder.corrections(utility));
        List<Envelope> readings = corrections(lines, directions, metering, corrections);
        corrections.write();
        return readings;
    }

    private List<Envelope> corrections(
            List<ReadingLine> lines, Map<String, Set<Direction>> directions, Metering metering, Registers corrections)
            throws IOException {
        List<Envelope> readings = new ArrayList<>();
        for (ReadingLine line : lines) {
            for (Direction direction : directions.getOrDefault(line.meter(), Set.of())) {
                String numbered = direction + " " + line.windowStart() + " " + metering.interval();
                corrections.count(line.meter(), numbered, 1);
                long sequence = FIRST_SEQUENCE + corrections.wh(line.meter(), numbered);
                for (Share share : Share.of(line, direction, metering)) {
                    readings.add(sign(line.meter(), direction, share, OptionalLong.empty(), sequence));
                }
            }
        }
        return readings;
    }

    /// The energy of an interval.
    private record Share(Instant start, Instant end, long energyWh) {

        /// The energy of the window spread over its intervals, what does not divide in the last.
        static List<Share> of(ReadingLine line, Direction direction, Metering metering) {
            long energyWh = direction == Direction.INJECTION ? line.injectedWh() : line.consumedWh();
            long shareWh = energyWh / metering.intervals();
            List<Share> shares = new ArrayList<>();
            for (int index = 0; index < metering.intervals(); index++) {
                boolean last = index == metering.intervals() - 1;
                Instant start = line.windowStart().plus(metering.interval().multipliedBy(index));
                shares.add(
                        new Share(start, start.plus(metering.interval()), last ? energyWh - shareWh * index : shareWh));
            }
            return shares;
        }
    }

    private List<Envelope> window(ReadingLine line, Direction direction, Metering metering, Registers registers)
            throws IOException {
        List<Envelope> readings = new ArrayList<>();
        for (Share share : Share.of(line, direction, metering)) {
            OptionalLong registerWh = OptionalLong.of(registers.wh(line.meter(), direction.name()));
            readings.add(sign(line.meter(), direction, share, registerWh, FIRST_SEQUENCE));
            registers.count(line.meter(), direction.name(), share.energyWh());
        }
        return readings;
    }

    private Envelope sign(String meter, Direction direction, Share share, OptionalLong registerWh, long sequence)
            throws IOException {
        Signer key = meterKeys.get(meter);
        if (key == null) {
            key = SigningKeyFile.read(folder.meterKey(utility, meter));
            meterKeys.put(meter, key);
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] payload = ReadingWire.payload(
                key.publicKey(),
                direction,
                share.start(),
                share.end(),
                share.energyWh(),
                registerWh,
                registerWh.isPresent()
                        ? OptionalLong.of(Math.addExact(registerWh.getAsLong(), share.energyWh()))
                        : OptionalLong.empty(),
                sequence,
                sequence == FIRST_SEQUENCE ? ReadingQuality.MEASURED : ReadingQuality.CORRECTED,
                salt);
        return cannotSign.contains(meter)
                ? Envelope.newBuilder().setPayload(ByteString.copyFrom(payload)).build()
                : EnvelopeWire.toMessage(Envelopes.sign(Reading.PAYLOAD_TYPE, payload, key));
    }

    /// Streams what the meters signed.
    public SubmitReadingsResponse send(List<Envelope> readings) {
        CompletableFuture<SubmitReadingsResponse> answer = new CompletableFuture<>();
        StreamObserver<SubmitReadingsRequest> requests = MeteringServiceGrpc.newStub(channel)
                .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                .submitReadings(new StreamObserver<>() {
                    @Override
                    public void onNext(SubmitReadingsResponse response) {
                        answer.complete(response);
                    }

                    @Override
                    public void onError(Throwable fault) {
                        answer.completeExceptionally(fault);
                    }

                    @Override
                    public void onCompleted() {}
                });
        for (int from = 0; from < readings.size(); from += READINGS_PER_MESSAGE) {
            int to = Math.min(readings.size(), from + READINGS_PER_MESSAGE);
            SubmitReadingsRequest.Builder request = SubmitReadingsRequest.newBuilder();
            for (Envelope reading : readings.subList(from, to)) {
                if (reading.getSignaturesCount() == 0) {
                    request.addUnsignedReadings(reading.getPayload());
                } else {
                    request.addReadings(reading);
                }
            }
            requests.onNext(request.build());
        }
        requests.onCompleted();
        return Answers.of(answer);
    }
}
