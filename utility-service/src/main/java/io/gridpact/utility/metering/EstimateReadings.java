package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.MissingReading;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.metering.WindowReading;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.node.Salts;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/// Signs estimates for what is missing of a window at the reading deadline (PROTOCOL.md, section 6): nothing injected,
/// all consumed that could be served.
public final class EstimateReadings {

    /// There is only one estimate of an interval, and no reading beside it.
    private static final long SEQUENCE = 1;

    private final Signer signer;
    private final Salts salts;
    private final LedgerWriter writer;
    private final MeteringMeter meter;
    private final Step step = new Step();

    public EstimateReadings(Signer signer, Salts salts, LedgerWriter writer, MeteringMeter meter) {
        this.signer = signer;
        this.salts = salts;
        this.writer = writer;
        this.meter = meter;
    }

    /// @param capsWh for each meter the sum of its trades' caps, in watt-hours; at most
    ///     [AwaitedReadings#PAGE_METERS] meters
    /// @return how many estimates were signed
    public int estimate(DeliveryWindow window, Direction direction, Map<KeyId, Long> capsWh) {
        int estimated = writer.write(step, new Missing(window, direction, capsWh));
        meter.readings("estimated", estimated);
        return estimated;
    }

    private record Missing(DeliveryWindow window, Direction direction, Map<KeyId, Long> capsWh) {}

    /// Looks at what is held in the writer's transaction: a reading that came at the last moment counts.
    private final class Step implements LedgerStep<Missing, Integer> {

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Missing> items) throws SQLException {
            List<Integer> counts = new ArrayList<>(items.size());
            for (Missing item : items) {
                counts.add(estimate(transaction, item));
            }
            return counts;
        }

        private int estimate(LedgerTransaction transaction, Missing item) throws SQLException {
            Map<KeyId, PublicKey> keys =
                    AwaitedReadings.keys(transaction.connection(), item.capsWh().keySet());
            Map<MeterWindow, Long> places = new HashMap<>();
            item.capsWh()
                    .forEach((meter, wh) -> places.put(
                            new MeterWindow(
                                    meter, item.direction(), item.window().start()),
                            wh));
            Map<MeterWindow, List<HeldReading>> held =
                    ReadingRows.held(transaction.connection(), places.keySet(), keys);
            List<BelievedReading> estimates = new ArrayList<>();
            List<Digest> leftOut = new ArrayList<>();
            Map<MeterWindow, WindowReading> tiled = new HashMap<>();
            places.forEach((place, wh) -> {
                PublicKey key = keys.get(place.meter());
                if (key == null) {
                    throw new IllegalStateException("a trade rests on a meter that is not enrolled");
                }
                List<HeldReading> ofMeter = held.getOrDefault(place, List.of());
                List<BelievedReading> missing = missing(item, key, HeldReading.standing(ofMeter), wh);
                estimates.addAll(missing);
                leftOut.addAll(leftOut(ofMeter, missing));
                List<Reading> whole = new ArrayList<>(HeldReading.standing(ofMeter));
                whole.removeIf(reading -> leftOut.contains(reading.digest()));
                missing.forEach(estimate -> whole.add(estimate.reading()));
                WindowReading.tiled(item.window(), whole).ifPresent(reading -> tiled.put(place, reading));
            });
            ReadingRows.insert(transaction, estimates);
            ReadingRows.leaveOut(transaction, leftOut);
            AwaitedReadings.completeTiled(transaction, tiled);
            return estimates.size();
        }

        private List<BelievedReading> missing(Missing item, PublicKey key, List<Reading> held, long capsWh) {
            return MissingReading.in(item.window(), item.direction(), held, capsWh).stream()
                    .map(missing -> sign(missing, key, item))
                    .toList();
        }

        /// What lies where an estimate stands now: not logged in time, or of a window in too many pieces.
        private static List<Digest> leftOut(List<HeldReading> held, List<BelievedReading> estimates) {
            return held.stream()
                    .map(HeldReading::reading)
                    .filter(reading -> estimates.stream()
                            .anyMatch(estimate -> estimate.reading().overlaps(reading)))
                    .map(Reading::digest)
                    .toList();
        }

        private BelievedReading sign(MissingReading missing, PublicKey key, Missing item) {
            byte[] payload = ReadingWire.payload(
                    key,
                    item.direction(),
                    missing.start(),
                    missing.end(),
                    missing.energyWh(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    SEQUENCE,
                    ReadingQuality.ESTIMATED,
                    salts.next());
            Envelope envelope = Envelopes.sign(Reading.PAYLOAD_TYPE, payload, signer);
            return BelievedReading.estimate(ReadingWire.parse(envelope), item.window(), envelope);
        }
    }
}
