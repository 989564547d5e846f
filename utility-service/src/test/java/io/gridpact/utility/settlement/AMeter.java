package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.utility.node.Salts;
import java.time.Instant;
import java.util.OptionalLong;

/// A meter that signs what it measures.
record AMeter(AUtility utility, InMemorySigner signer) {

    KeyId keyId() {
        return signer.publicKey().id();
    }

    Envelope reads(Direction direction, Instant start, Instant end, long energyWh) {
        return reads(direction, start, end, energyWh, 1);
    }

    Envelope reads(Direction direction, Instant start, Instant end, long energyWh, long sequence) {
        byte[] payload = ReadingWire.payload(
                signer.publicKey(),
                direction,
                start,
                end,
                energyWh,
                OptionalLong.empty(),
                OptionalLong.empty(),
                sequence,
                ReadingQuality.MEASURED,
                Salts.secure().next());
        return Envelopes.sign(Reading.PAYLOAD_TYPE, payload, signer);
    }
}
