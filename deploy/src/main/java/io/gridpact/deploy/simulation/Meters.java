package io.gridpact.deploy.simulation;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.status.v1.MeteringServiceGrpc;
import io.gridpact.status.v1.SubmitReadingsRequest;
import io.gridpact.status.v1.SubmitReadingsResponse;
import io.grpc.stub.StreamObserver;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;

/// Meters that sign what they measure, and head-ends that bring it to their utilities until they take it.
final class Meters {

    private static final int SALT_BYTES = 16;
    private static final int MOST_WH = 14_000;
    private static final int LONGEST_WAY_MINUTES = 50;
    private static final int LEAST_WAY_MILLIS = 5_000;
    private static final int BY_THEMSELVES_TO_ROUNDS = 3;
    private static final int QUARTERS_TO_WHOLES = 4;
    private static final int SILENT_OF_TEN = 1;
    private static final int ATTEMPTS = 12;
    private static final int LONGEST_RETRY_SECONDS = 600;

    private final SimulatedNetwork network;
    private final SplittableRandom random;
    private final SeededBytes bytes;
    private final Scene scene;
    private final Optional<Liar> liar;
    /// After a window's end, when a utility's head-end brings what its meters have measured; they are all on their way
    /// by themselves where it has none.
    private final Map<String, Duration> rounds = new HashMap<>();

    Meters(SimulatedNetwork network, Optional<Liar> liar, SplittableRandom random, Scene scene) {
        this.network = network;
        this.liar = liar;
        this.random = random;
        this.bytes = new SeededBytes(random.split());
        this.scene = scene;
        for (String utility : Cast.UTILITIES) {
            if (random.nextInt(BY_THEMSELVES_TO_ROUNDS) > 0) {
                rounds.put(utility, Duration.ofMillis(way()));
            }
        }
    }

    private long way() {
        return random.nextInt(LONGEST_WAY_MINUTES * 60_000);
    }

    /// What a household's meter measured comes some time after the window's end, or never.
    void measure(Household household, DeliveryWindow window) {
        for (Direction direction : Direction.values()) {
            if (household.has(direction) && random.nextInt(10) >= SILENT_OF_TEN) {
                List<SubmitReadingsRequest> readings = readings(household, direction, window);
                Duration way = rounds.getOrDefault(household.utility(), Duration.ofMillis(way()));
                Instant at = window.end().plus(way).plusMillis(LEAST_WAY_MILLIS + random.nextInt(LEAST_WAY_MILLIS));
                Optional<Liar> fits = liar.filter(
                        lying -> lying.lie() == Lie.FITTED_READING && lying.id().equals(household.utility()));
                scene.later(
                        fits.map(lying -> Liar.fitsAt(window)).orElse(at),
                        "readings of " + household.customer() + " " + direction,
                        () -> submit(
                                household,
                                fits.map(lying -> List.of(fitted(household, direction, window, lying.heardWh())))
                                        .orElse(readings),
                                ATTEMPTS));
            }
        }
    }

    private SubmitReadingsRequest fitted(
            Household household, Direction direction, DeliveryWindow window, long energyWh) {
        return reading(household, direction, window.start(), window.end(), energyWh);
    }

    private List<SubmitReadingsRequest> readings(Household household, Direction direction, DeliveryWindow window) {
        int intervals = random.nextInt(QUARTERS_TO_WHOLES) == 0 ? 4 : 1;
        Duration length = window.length().dividedBy(intervals);
        List<SubmitReadingsRequest> readings = new ArrayList<>();
        for (int i = 0; i < intervals; i++) {
            Instant start = window.start().plus(length.multipliedBy(i));
            long energyWh = random.nextInt(MOST_WH / intervals);
            readings.add(reading(household, direction, start, start.plus(length), energyWh));
        }
        return readings;
    }

    /// Signed by the meter, where it can.
    private SubmitReadingsRequest reading(
            Household household, Direction direction, Instant start, Instant end, long energyWh) {
        byte[] payload = ReadingWire.payload(
                household.meter().publicKey(),
                direction,
                start,
                end,
                energyWh,
                OptionalLong.empty(),
                OptionalLong.empty(),
                1,
                ReadingQuality.MEASURED,
                bytes.take(SALT_BYTES));
        SubmitReadingsRequest.Builder request = SubmitReadingsRequest.newBuilder();
        if (household.cannotSign()) {
            return request.addUnsignedReadings(ByteString.copyFrom(payload)).build();
        }
        Envelope signed = Envelopes.sign(Reading.PAYLOAD_TYPE, payload, household.meter());
        return request.addReadings(EnvelopeWire.toMessage(signed)).build();
    }

    private void submit(Household household, List<SubmitReadingsRequest> readings, int attempts) {
        AtomicBoolean taken = new AtomicBoolean();
        StreamObserver<SubmitReadingsRequest> stream = MeteringServiceGrpc.newStub(
                        network.channel(Cast.headEnd(household.utility()), household.utility()))
                .submitReadings(new StreamObserver<SubmitReadingsResponse>() {
                    @Override
                    public void onNext(SubmitReadingsResponse answer) {
                        taken.set(true);
                    }

                    @Override
                    public void onError(Throwable fault) {
                        // It is sent again.
                    }

                    @Override
                    public void onCompleted() {}
                });
        readings.forEach(stream::onNext);
        stream.onCompleted();
        if (!taken.get() && attempts > 1) {
            Instant next = scene.now().plusMillis(1 + random.nextInt(LONGEST_RETRY_SECONDS * 1_000));
            scene.later(next, "readings of " + household.customer(), () -> submit(household, readings, attempts - 1));
        }
    }
}
