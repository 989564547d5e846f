package io.gridpact.protocol.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.MalformedKeyException;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingQuality;
import io.gridpact.protocol.metering.ReadingRules;
import io.gridpact.protocol.refusal.Reason;
import java.time.Instant;
import java.util.Arrays;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Readings to `gridpact.status.v1.Reading` and back (PROTOCOL.md, section 6).
public final class ReadingWire {

    private ReadingWire() {}

    /// @param salt 16 to 64 random bytes
    public static byte[] payload(
            PublicKey meterKey,
            Direction direction,
            Instant start,
            Instant end,
            long energyWh,
            OptionalLong registerStartWh,
            OptionalLong registerEndWh,
            long sequence,
            ReadingQuality quality,
            byte[] salt) {
        io.gridpact.status.v1.Reading.Builder message = io.gridpact.status.v1.Reading.newBuilder()
                .setMeterPublicKey(UnsafeByteOperations.unsafeWrap(meterKey.bytes()))
                .setDirection(Names.wire(direction, io.gridpact.directory.v1.Direction.class))
                .setStartMillis(start.toEpochMilli())
                .setEndMillis(end.toEpochMilli())
                .setEnergyWh(energyWh)
                .setSequence(sequence)
                .setQuality(Names.wire(quality, io.gridpact.status.v1.ReadingQuality.class))
                .setSalt(UnsafeByteOperations.unsafeWrap(salt));
        registerStartWh.ifPresent(message::setRegisterStartWh);
        registerEndWh.ifPresent(message::setRegisterEndWh);
        return message.build().toByteArray();
    }

    /// Validates the meter's key anew; with a key at hand [#parse(Envelope, PublicKey, Fields)] is much cheaper.
    ///
    /// @throws io.gridpact.protocol.refusal.RefusedException `INVALID_READING`, naming the field
    public static Reading parse(Envelope envelope) {
        return parse(envelope, null, Fields.of(Reason.INVALID_READING));
    }

    /// @param enrolled the key that the meter should have; another one is read too, and is for the rules to refuse
    /// @param at with whose reason and path it is refused
    public static Reading parse(Envelope envelope, @Nullable PublicKey enrolled, Fields at) {
        io.gridpact.status.v1.Reading message =
                EnvelopeWire.payload(envelope, Reading.PAYLOAD_TYPE, io.gridpact.status.v1.Reading.parser(), at);
        at.salt("salt", message.getSalt());
        Instant start = at.instant("start_millis", message.getStartMillis());
        Instant end = at.instant("end_millis", message.getEndMillis());
        at.require(start.isBefore(end), "end_millis", "not after the start");
        ReadingQuality quality = at.named("quality", message.getQuality(), ReadingQuality.class);
        return new Reading(
                envelope.digest(),
                meterKey(message.getMeterPublicKey(), enrolled, at),
                at.named("direction", message.getDirection(), Direction.class),
                start,
                end,
                at.between("energy_wh", message.getEnergyWh(), 0, ReadingRules.maxEnergyWh(quality)),
                register(at, "register_start_wh", message.hasRegisterStartWh(), message.getRegisterStartWh()),
                register(at, "register_end_wh", message.hasRegisterEndWh(), message.getRegisterEndWh()),
                at.between("sequence", message.getSequence(), 1, Long.MAX_VALUE),
                quality);
    }

    private static PublicKey meterKey(ByteString value, @Nullable PublicKey enrolled, Fields at) {
        byte[] bytes = at.exactly("meter_public_key", value, PublicKey.ED25519_BYTES);
        if (enrolled != null && Arrays.equals(bytes, enrolled.bytes())) {
            return enrolled;
        }
        try {
            return PublicKey.ed25519(bytes);
        } catch (MalformedKeyException malformed) {
            throw at.refused("meter_public_key", "not a key");
        }
    }

    private static OptionalLong register(Fields at, String field, boolean known, long value) {
        return known ? OptionalLong.of(at.between(field, value, 0, Long.MAX_VALUE)) : OptionalLong.empty();
    }
}
