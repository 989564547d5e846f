package io.gridpact.utility.metering;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.quantity.DeliveryWindow;

/// A reading whose signature and rules have been checked, with the bytes that carry it.
///
/// @param window the window that it lies in
record BelievedReading(Reading reading, ReadingSigner signer, DeliveryWindow window, Envelope envelope) {

    KeyId meter() {
        return reading.meterKey().id();
    }

    MeterWindow place() {
        return new MeterWindow(meter(), reading.direction(), window.start());
    }
}
