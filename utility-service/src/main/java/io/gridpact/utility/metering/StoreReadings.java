package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PublicKey;
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
import java.util.Set;

/// Judges signed readings against those held and stores what is believed, with its entry in the journal. Held readings
/// are read in the writer's transaction, so that two that exclude each other cannot both be stored.
final class StoreReadings implements LedgerStep<StoreReadings.Submission, List<ReadingOutcome>> {

    /// A reading that its meter signed.
    record Signed(Reading reading, MeterEnrolment enrolment, Envelope envelope) {}

    /// Readings that came together.
    record Submission(List<Signed> readings, NetworkProfile profile) {}

    private record Side(Instant windowStart, Direction direction) {}

    private final Runnable whenComplete;

    /// @param whenComplete is run when no awaited reading of some window and direction is missing any more
    StoreReadings(Runnable whenComplete) {
        this.whenComplete = whenComplete;
    }

    @Override
    public List<List<ReadingOutcome>> apply(LedgerTransaction transaction, List<Submission> items) throws SQLException {
        Map<MeterWindow, List<Reading>> held = held(transaction, items);
        List<BelievedReading> believed = new ArrayList<>();
        List<RefusedReadings.Kept> kept = new ArrayList<>();
        List<List<ReadingOutcome>> outcomes = new ArrayList<>(items.size());
        for (Submission item : items) {
            List<ReadingOutcome> ofItem = new ArrayList<>(item.readings().size());
            for (Signed signed : item.readings()) {
                ofItem.add(judge(signed, item.profile(), transaction.now(), held, believed, kept));
            }
            outcomes.add(ofItem);
        }
        ReadingRows.insert(transaction, believed);
        RefusedReadings.keep(transaction, kept);
        complete(transaction, believed, held);
        return outcomes;
    }

    private static ReadingOutcome judge(
            Signed signed,
            NetworkProfile profile,
            Instant now,
            Map<MeterWindow, List<Reading>> held,
            List<BelievedReading> believed,
            List<RefusedReadings.Kept> kept) {
        Reading reading = signed.reading();
        DeliveryWindow window = profile.windowAt(reading.start());
        MeterWindow place = new MeterWindow(reading.meterKey().id(), reading.direction(), window.start());
        List<Reading> around = new ArrayList<>();
        for (MeterWindow near : neighbourhood(place, window)) {
            around.addAll(held.getOrDefault(near, List.of()));
        }
        return switch (ReadingRules.judge(reading, signed.enrolment(), profile, around, now)) {
            case ReadingVerdict.Accepted ignored -> {
                believed.add(new BelievedReading(reading, ReadingSigner.METER, window, signed.envelope()));
                held.computeIfAbsent(place, none -> new ArrayList<>()).add(reading);
                yield new ReadingOutcome.Accepted();
            }
            case ReadingVerdict.Repeated ignored -> new ReadingOutcome.Repeated();
            case ReadingVerdict.Refused(Refusal refusal) -> {
                kept.add(new RefusedReadings.Kept(reading, window, refusal, signed.envelope()));
                yield new ReadingOutcome.Refused(refusal);
            }
        };
    }

    private static Map<MeterWindow, List<Reading>> held(LedgerTransaction transaction, List<Submission> items)
            throws SQLException {
        Set<MeterWindow> places = new LinkedHashSet<>();
        Map<KeyId, PublicKey> keys = new HashMap<>();
        for (Submission item : items) {
            for (Signed signed : item.readings()) {
                Reading reading = signed.reading();
                DeliveryWindow window = item.profile().windowAt(reading.start());
                KeyId meter = reading.meterKey().id();
                keys.put(meter, reading.meterKey());
                places.addAll(neighbourhood(new MeterWindow(meter, reading.direction(), window.start()), window));
            }
        }
        return ReadingRows.held(transaction.connection(), places, keys);
    }

    /// A register goes on from one window to the next.
    private static List<MeterWindow> neighbourhood(MeterWindow place, DeliveryWindow window) {
        return List.of(
                new MeterWindow(place.meter(), place.direction(), window.start().minus(window.length())),
                place,
                new MeterWindow(place.meter(), place.direction(), window.end()));
    }

    private void complete(
            LedgerTransaction transaction, List<BelievedReading> believed, Map<MeterWindow, List<Reading>> held)
            throws SQLException {
        Map<MeterWindow, WindowReading> tiled = new LinkedHashMap<>();
        for (BelievedReading reading : believed) {
            MeterWindow place = reading.place();
            WindowReading.tiled(reading.window(), held.getOrDefault(place, List.of()))
                    .ifPresent(whole -> tiled.put(place, whole));
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
