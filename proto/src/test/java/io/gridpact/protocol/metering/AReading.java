package io.gridpact.protocol.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.wire.ReadingWire;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;

/// A reading that tests write, in minutes of one window. Its digest is that of its payload.
public record AReading(
        PublicKey meterKey,
        Direction direction,
        Instant start,
        Instant end,
        long energyWh,
        OptionalLong registerStartWh,
        OptionalLong registerEndWh,
        long sequence,
        ReadingQuality quality,
        int salt) {

    public static final Instant WINDOW_START = Instant.parse("2026-06-01T12:00:00Z");
    public static final PublicKey METER = meter(1);

    public static PublicKey meter(int number) {
        return InMemorySigner.ofSeed(
                        Hash.tagged("test-meter").integer(number).finish().bytes())
                .publicKey();
    }

    /// Of injection, measured, without registers.
    public static AReading of(int fromMinute, int toMinute, long energyWh) {
        return between(minute(fromMinute), minute(toMinute), energyWh);
    }

    public static AReading between(Instant start, Instant end, long energyWh) {
        return new AReading(
                METER,
                Direction.INJECTION,
                start,
                end,
                energyWh,
                OptionalLong.empty(),
                OptionalLong.empty(),
                1,
                ReadingQuality.MEASURED,
                0);
    }

    public static Instant minute(int minute) {
        return WINDOW_START.plusSeconds(60L * minute);
    }

    public AReading of(PublicKey meter) {
        return new AReading(
                meter, direction, start, end, energyWh, registerStartWh, registerEndWh, sequence, quality, salt);
    }

    public AReading of(Direction other) {
        return new AReading(
                meterKey, other, start, end, energyWh, registerStartWh, registerEndWh, sequence, quality, salt);
    }

    public AReading registers(long startWh, long endWh) {
        return new AReading(
                meterKey,
                direction,
                start,
                end,
                energyWh,
                OptionalLong.of(startWh),
                OptionalLong.of(endWh),
                sequence,
                quality,
                salt);
    }

    public AReading sequence(long other) {
        return new AReading(
                meterKey, direction, start, end, energyWh, registerStartWh, registerEndWh, other, quality, salt);
    }

    public AReading quality(ReadingQuality other) {
        return new AReading(
                meterKey, direction, start, end, energyWh, registerStartWh, registerEndWh, sequence, other, salt);
    }

    /// The same with another digest.
    public AReading salt(int other) {
        return new AReading(
                meterKey, direction, start, end, energyWh, registerStartWh, registerEndWh, sequence, quality, other);
    }

    public byte[] payload() {
        return ReadingWire.payload(
                meterKey,
                direction,
                start,
                end,
                energyWh,
                registerStartWh,
                registerEndWh,
                sequence,
                quality,
                Hash.tagged("test-salt").integer(salt).finish().bytes());
    }

    /// Without a signature, for which a reading's rules have no use.
    public Envelope envelope() {
        return new Envelope(Reading.PAYLOAD_TYPE, payload(), List.of());
    }

    public Reading reading() {
        return new Reading(
                envelope().digest(),
                meterKey,
                direction,
                start,
                end,
                energyWh,
                registerStartWh,
                registerEndWh,
                sequence,
                quality);
    }

    public SignedReading signedBy(ReadingSigner signer) {
        return new SignedReading(reading(), signer);
    }
}
