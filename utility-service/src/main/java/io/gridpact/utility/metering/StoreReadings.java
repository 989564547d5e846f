package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.HeldReadings;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingRules;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.metering.ReadingVerdict;
import io.gridpact.protocol.metering.WindowReading;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Judges signed readings against those held and stores what is believed, with its entry in the journal. Held readings,
/// and whether a window's are fixed, are read in the writer's transaction: two that exclude each other cannot both be
/// stored, and none can slip in beside a sheet that is being made.
final class StoreReadings implements LedgerStep<StoreReadings.Submission, List<ReadingOutcome>> {

    /// A reading under the signature that its enrolment asks for.
    record Signed(Reading reading, MeterEnrolment enrolment, Envelope envelope) {}

    /// Readings that came together.
    ///
    /// @param strangers signed by keys that are not enrolled: to be kept for review
    /// @param vouched why an operator vouches for them, where one does
    record Submission(
            List<Signed> readings,
            List<RefusedReadings.Kept> strangers,
            NetworkProfile profile,
            Optional<String> vouched) {}

    private record Side(Instant windowStart, Direction direction) {}

    private final Runnable whenComplete;

    /// @param whenComplete is run when no awaited reading of some window and direction is missing any more
    StoreReadings(Runnable whenComplete) {
        this.whenComplete = whenComplete;
    }

    @Override
    public List<List<ReadingOutcome>> apply(LedgerTransaction transaction, List<Submission> items) throws SQLException {
        Work work = new Work(transaction, items);
        List<List<ReadingOutcome>> outcomes = new ArrayList<>(items.size());
        for (Submission item : items) {
            List<ReadingOutcome> ofItem = new ArrayList<>(item.readings().size());
            for (Signed signed : item.readings()) {
                ofItem.add(work.judge(signed, item));
            }
            work.kept.addAll(item.strangers());
            outcomes.add(ofItem);
        }
        ReadingRows.insert(transaction, work.believed);
        RefusedReadings.keep(transaction, work.kept);
        RefusedReadings.accepted(transaction, work.taken);
        work.complete();
        return outcomes;
    }

    private final class Work {

        private final LedgerTransaction transaction;
        private final Map<MeterWindow, List<HeldReading>> held;
        private final Set<Side> fixed = new LinkedHashSet<>();
        private final List<BelievedReading> believed = new ArrayList<>();
        private final Map<Digest, String> taken = new LinkedHashMap<>();
        private final List<RefusedReadings.Kept> kept = new ArrayList<>();

        Work(LedgerTransaction transaction, List<Submission> items) throws SQLException {
            this.transaction = transaction;
            Set<MeterWindow> places = new LinkedHashSet<>();
            Set<Side> sides = new LinkedHashSet<>();
            Map<KeyId, PublicKey> keys = new HashMap<>();
            for (Submission item : items) {
                for (Signed signed : item.readings()) {
                    Reading reading = signed.reading();
                    DeliveryWindow window = item.profile().windowAt(reading.start());
                    KeyId meter = reading.meterKey().id();
                    keys.put(meter, reading.meterKey());
                    sides.add(new Side(window.start(), reading.direction()));
                    places.addAll(neighbourhood(new MeterWindow(meter, reading.direction(), window.start()), window));
                }
            }
            this.held = ReadingRows.held(transaction.connection(), places, keys);
            for (Side side : sides) {
                if (AwaitedReadings.isFixed(transaction.connection(), side.windowStart(), side.direction())) {
                    fixed.add(side);
                }
            }
        }

        ReadingOutcome judge(Signed signed, Submission item) {
            Reading reading = signed.reading();
            DeliveryWindow window = item.profile().windowAt(reading.start());
            HeldReadings around = around(reading, window, item.vouched().isPresent());
            return switch (ReadingRules.judge(reading, signed.enrolment(), item.profile(), around, transaction.now())) {
                case ReadingVerdict.Accepted ignored -> {
                    take(signed, window, item, false);
                    yield new ReadingOutcome.Accepted();
                }
                case ReadingVerdict.Late ignored -> {
                    take(signed, window, item, true);
                    yield new ReadingOutcome.Late();
                }
                case ReadingVerdict.Repeated ignored -> new ReadingOutcome.Repeated();
                case ReadingVerdict.Refused(Refusal refusal) -> {
                    kept.add(new RefusedReadings.Kept(reading, window, refusal, signed.envelope()));
                    yield new ReadingOutcome.Refused(refusal);
                }
            };
        }

        private HeldReadings around(Reading reading, DeliveryWindow window, boolean reviewed) {
            MeterWindow place = new MeterWindow(reading.meterKey().id(), reading.direction(), window.start());
            List<Reading> around = new ArrayList<>();
            for (MeterWindow near : neighbourhood(place, window)) {
                around.addAll(HeldReading.all(held.getOrDefault(near, List.of())));
            }
            return new HeldReadings(around, fixed.contains(new Side(window.start(), reading.direction())), reviewed);
        }

        private void take(Signed signed, DeliveryWindow window, Submission item, boolean late) {
            taken.put(signed.reading().digest(), item.vouched().orElse(""));
            boolean byUtility = signed.enrolment().cannotSign();
            BelievedReading reading = new BelievedReading(
                    signed.reading(),
                    byUtility ? ReadingSigner.UTILITY : ReadingSigner.METER,
                    window,
                    signed.envelope(),
                    late,
                    byUtility ? Optional.of(item.profile().deadlines().readingsDue(window)) : Optional.empty());
            believed.add(reading);
            held.computeIfAbsent(reading.place(), none -> new ArrayList<>()).add(reading.held());
        }

        void complete() throws SQLException {
            Map<MeterWindow, WindowReading> tiled = new LinkedHashMap<>();
            for (BelievedReading reading : believed) {
                if (!reading.adjustment()) {
                    MeterWindow place = reading.place();
                    List<Reading> standing = HeldReading.standing(held.getOrDefault(place, List.of()));
                    WindowReading.tiled(reading.window(), standing).ifPresent(whole -> tiled.put(place, whole));
                }
            }
            if (AwaitedReadings.completeTiled(transaction, tiled) == 0) {
                return;
            }
            Set<Side> sides = new LinkedHashSet<>();
            tiled.keySet().forEach(place -> sides.add(new Side(place.windowStart(), place.direction())));
            for (Side side : sides) {
                if (AwaitedReadings.complete(transaction.connection(), side.windowStart(), side.direction())) {
                    transaction.afterCommit(whenComplete);
                }
            }
        }
    }

    /// A register goes on from one window to the next.
    private static List<MeterWindow> neighbourhood(MeterWindow place, DeliveryWindow window) {
        return List.of(
                new MeterWindow(place.meter(), place.direction(), window.start().minus(window.length())),
                place,
                new MeterWindow(place.meter(), place.direction(), window.end()));
    }
}
