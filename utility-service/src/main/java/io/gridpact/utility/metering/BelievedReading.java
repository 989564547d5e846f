package io.gridpact.utility.metering;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.quantity.DeliveryWindow;
import java.time.Instant;
import java.util.Optional;

/// A reading whose signature and rules have been checked, with the bytes that carry it.
///
/// @param window the window that it lies in
/// @param adjustment whether it came too late for the window's figure
/// @param countsUntil of one that the utility has signed in its meter's place: when it must be logged to count
record BelievedReading(
        Reading reading,
        ReadingSigner signer,
        DeliveryWindow window,
        Envelope envelope,
        boolean adjustment,
        Optional<Instant> countsUntil) {

    static BelievedReading estimate(Reading reading, DeliveryWindow window, Envelope envelope) {
        return new BelievedReading(reading, ReadingSigner.UTILITY, window, envelope, false, Optional.empty());
    }

    KeyId meter() {
        return reading.meterKey().id();
    }

    MeterWindow place() {
        return new MeterWindow(meter(), reading.direction(), window.start());
    }

    HeldReading held() {
        return new HeldReading(reading, !adjustment && countsUntil.isEmpty());
    }
}
