package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.utility.ledger.LedgerReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Tells readings that an enrolled meter signed from those of strangers and from forged ones, and signs for meters that
/// cannot.
public final class SignedReadings {

    private static final Fields PAYLOAD = Fields.of(Reason.INVALID_READING);
    private static final Checked NOT_THE_METERS =
            Checked.refused(Refusal.of(Reason.SIGNATURE_INVALID, "signatures", "not the meter's signature"));

    private static final Checked NOT_THE_UTILITYS = Checked.refused(
            Refusal.of(Reason.SIGNATURE_INVALID, "signatures", "under the key of a meter that cannot sign"));

    private final Signer signer;
    private final SignatureVerifier verifier;
    private final LedgerReader reader;

    /// @param signer this utility's, for meters that cannot sign
    public SignedReadings(Signer signer, SignatureVerifier verifier, LedgerReader reader) {
        this.signer = signer;
        this.verifier = verifier;
        this.reader = reader;
    }

    /// Signed, or refused; what a stranger signed is refused and kept for review.
    record Checked(
            Optional<StoreReadings.Signed> signed, Optional<RefusedReadings.Kept> stranger, Optional<Refusal> refusal) {

        static Checked signed(StoreReadings.Signed reading) {
            return new Checked(Optional.of(reading), Optional.empty(), Optional.empty());
        }

        static Checked refused(Refusal refusal) {
            return new Checked(Optional.empty(), Optional.empty(), Optional.of(refusal));
        }

        static Checked stranger(RefusedReadings.Kept kept) {
            return new Checked(Optional.empty(), Optional.of(kept), Optional.of(kept.refusal()));
        }
    }

    /// @return one result an envelope, in their order
    List<Checked> check(List<Envelope> envelopes, NetworkProfile rules) {
        Set<KeyId> signers = envelopes.stream()
                .flatMap(envelope -> isByMeter(envelope)
                        ? envelope.signatures().stream().map(Signature::keyId)
                        : meter(envelope).stream())
                .collect(Collectors.toSet());
        Map<KeyId, EnrolledMeter> meters = reader.read(connection -> EnrolledMeters.find(connection, signers));
        // The signatures are independent of each other and most of the work.
        return IntStream.range(0, envelopes.size())
                .parallel()
                .mapToObj(index -> check(envelopes.get(index), meters, rules))
                .toList();
    }

    private Checked check(Envelope envelope, Map<KeyId, EnrolledMeter> meters, NetworkProfile rules) {
        try {
            if (!isByMeter(envelope)) {
                return byUtility(envelope, meters);
            }
            Optional<EnrolledMeter> meter = envelope.signatures().stream()
                    .flatMap(signature -> Optional.ofNullable(meters.get(signature.keyId())).stream())
                    .findFirst();
            if (meter.isEmpty()) {
                return stranger(envelope, rules);
            }
            if (meter.get().enrolment().cannotSign()) {
                return NOT_THE_UTILITYS;
            }
            Reading reading = ReadingWire.parse(envelope, meter.get().key(), PAYLOAD);
            return isSigned(envelope, meter.get().key())
                    ? Checked.signed(
                            new StoreReadings.Signed(reading, meter.get().enrolment(), envelope))
                    : NOT_THE_METERS;
        } catch (RefusedException malformed) {
            return Checked.refused(malformed.refusal());
        }
    }

    /// Whether it is to bear the meter's signature, rather than none or this utility's.
    private boolean isByMeter(Envelope envelope) {
        return envelope.signatures().stream()
                .anyMatch(signature ->
                        !signature.keyId().equals(signer.publicKey().id()));
    }

    /// Whose meter an unsigned reading says it is.
    private static Optional<KeyId> meter(Envelope envelope) {
        try {
            return Optional.of(ReadingWire.parse(envelope).meterKey().id());
        } catch (RefusedException malformed) {
            return Optional.empty();
        }
    }

    /// Signs the very bytes that came; of the same bytes the digest is the same whoever signs them, and however often.
    private Checked byUtility(Envelope envelope, Map<KeyId, EnrolledMeter> meters) {
        Reading reading = ReadingWire.parse(envelope);
        EnrolledMeter meter = meters.get(reading.meterKey().id());
        if (meter == null || !meter.enrolment().cannotSign()) {
            return NOT_THE_METERS;
        }
        Envelope signed = Envelopes.sign(Reading.PAYLOAD_TYPE, envelope.payload(), signer);
        return Checked.signed(new StoreReadings.Signed(reading, meter.enrolment(), signed));
    }

    /// A meter that is not enrolled yet: an operator can, and accept what it has signed.
    private Checked stranger(Envelope envelope, NetworkProfile rules) {
        Reading reading = ReadingWire.parse(envelope);
        Refusal refusal = Refusal.of(Reason.INVALID_READING, "meter_public_key", RefusedReadings.STRANGER);
        return isSigned(envelope, reading.meterKey())
                ? Checked.stranger(
                        new RefusedReadings.Kept(reading, rules.windowAt(reading.start()), refusal, envelope))
                : NOT_THE_METERS;
    }

    private boolean isSigned(Envelope envelope, PublicKey meter) {
        return envelope.signatures().stream().anyMatch(signature -> verifier.verify(meter, envelope, signature));
    }
}
