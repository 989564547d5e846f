package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.utility.metering.SubmitReadings;
import io.gridpact.utility.node.Salts;
import java.time.Instant;
import java.util.OptionalLong;

/// A meter that signs what it measures.
///
/// @param cannotSign its utility signs in its place
record AMeter(AUtility utility, InMemorySigner signer, boolean cannotSign) {

    KeyId keyId() {
        return signer.publicKey().id();
    }

    Envelope reads(Direction direction, Instant start, Instant end, long energyWh) {
        return reads(direction, start, end, energyWh, 1);
    }

    Envelope reads(Direction direction, Instant start, Instant end, long energyWh, long sequence) {
        return sign(
                direction,
                start,
                end,
                energyWh,
                OptionalLong.empty(),
                OptionalLong.empty(),
                sequence,
                ReadingQuality.MEASURED);
    }

    /// Its word for a whole window, under a higher number.
    Envelope corrects(Direction direction, DeliveryWindow window, long energyWh, long sequence) {
        return sign(
                direction,
                window.start(),
                window.end(),
                energyWh,
                OptionalLong.empty(),
                OptionalLong.empty(),
                sequence,
                ReadingQuality.CORRECTED);
    }

    /// Of a whole window, with its register's stand at the start.
    Envelope counts(Direction direction, DeliveryWindow window, long registerWh, long energyWh) {
        return sign(
                direction,
                window.start(),
                window.end(),
                energyWh,
                OptionalLong.of(registerWh),
                OptionalLong.of(registerWh + energyWh),
                1,
                ReadingQuality.MEASURED);
    }

    private Envelope sign(
            Direction direction,
            Instant start,
            Instant end,
            long energyWh,
            OptionalLong registerStartWh,
            OptionalLong registerEndWh,
            long sequence,
            ReadingQuality quality) {
        byte[] payload = ReadingWire.payload(
                signer.publicKey(),
                direction,
                start,
                end,
                energyWh,
                registerStartWh,
                registerEndWh,
                sequence,
                quality,
                Salts.secure().next());
        return cannotSign ? SubmitReadings.unsigned(payload) : Envelopes.sign(Reading.PAYLOAD_TYPE, payload, signer);
    }
}
