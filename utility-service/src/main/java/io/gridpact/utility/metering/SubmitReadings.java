package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.ReadingWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Takes readings from a head-end: believes those that an enrolled meter signed and that contradict no other, and
/// refuses the rest one by one (PROTOCOL.md, section 6). Idempotent by digest.
public final class SubmitReadings {

    /// Readings taken at once.
    public static final int MAX_READINGS = 500;

    private static final Fields PAYLOAD = Fields.of(Reason.INVALID_READING);

    private final Supplier<Optional<NetworkProfile>> profile;
    private final SignatureVerifier verifier;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final MeteringMeter meter;
    private final StoreReadings step;

    /// @param profile of the network, once this utility has one
    /// @param whenComplete is run when all readings that trades of a window rest on are there
    public SubmitReadings(
            Supplier<Optional<NetworkProfile>> profile,
            SignatureVerifier verifier,
            LedgerReader reader,
            LedgerWriter writer,
            MeteringMeter meter,
            Runnable whenComplete) {
        this.profile = profile;
        this.verifier = verifier;
        this.reader = reader;
        this.writer = writer;
        this.meter = meter;
        this.step = new StoreReadings(whenComplete);
    }

    /// Returns when what is believed is durable.
    ///
    /// @param envelopes at most [#MAX_READINGS]
    /// @return one outcome a reading, in their order
    /// @throws RefusedException RESOURCE_EXHAUSTED for more, UNAVAILABLE before there is a profile
    public List<ReadingOutcome> submit(List<Envelope> envelopes) {
        if (envelopes.size() > MAX_READINGS) {
            throw new RefusedException(
                    Refusal.of(Reason.RESOURCE_EXHAUSTED, "readings", "more than " + MAX_READINGS + " in a message"));
        }
        NetworkProfile rules = profile.get()
                .orElseThrow(() -> new RefusedException(
                        Refusal.of(Reason.UNAVAILABLE, "", "this utility has no network profile yet")));
        Map<KeyId, EnrolledMeter> meters = enrolled(envelopes);
        // The signatures are independent of each other and most of the work.
        List<Checked> checked = IntStream.range(0, envelopes.size())
                .parallel()
                .mapToObj(index -> check(envelopes.get(index), meters, rules))
                .toList();
        List<ReadingOutcome> stored = writer.write(
                step,
                new StoreReadings.Submission(
                        checked.stream().flatMap(one -> one.signed().stream()).toList(), rules));
        List<ReadingOutcome> outcomes = new ArrayList<>(checked.size());
        int next = 0;
        for (Checked one : checked) {
            outcomes.add(one.refused().isPresent() ? one.refused().get() : stored.get(next++));
        }
        count(outcomes);
        return outcomes;
    }

    /// Either of the two is present.
    private record Checked(Optional<StoreReadings.Signed> signed, Optional<ReadingOutcome> refused) {

        static Checked refused(Refusal refusal) {
            return new Checked(Optional.empty(), Optional.of(new ReadingOutcome.Refused(refusal)));
        }
    }

    private Map<KeyId, EnrolledMeter> enrolled(List<Envelope> envelopes) {
        Set<KeyId> signers = envelopes.stream()
                .flatMap(envelope -> envelope.signatures().stream())
                .map(Signature::keyId)
                .collect(Collectors.toSet());
        return reader.read(connection -> EnrolledMeters.find(connection, signers));
    }

    private Checked check(Envelope envelope, Map<KeyId, EnrolledMeter> meters, NetworkProfile rules) {
        try {
            Optional<MeterEnrolment> enrolment = envelope.signatures().stream()
                    .flatMap(signature -> Optional.ofNullable(meters.get(signature.keyId())).stream())
                    .map(EnrolledMeter::enrolment)
                    .findFirst();
            if (enrolment.isEmpty()) {
                return refused("meter_public_key", "not signed by a meter that is enrolled here");
            }
            Reading reading =
                    ReadingWire.parse(envelope, enrolment.get().meterKey().key(), PAYLOAD);
            if (!validThroughout(enrolment.get(), rules.windowAt(reading.start()))) {
                return refused("meter_public_key", "not enrolled, or not valid, throughout the window");
            }
            return signed(envelope, enrolment.get())
                    ? new Checked(
                            Optional.of(new StoreReadings.Signed(reading, enrolment.get(), envelope)), Optional.empty())
                    : Checked.refused(Refusal.of(Reason.SIGNATURE_INVALID, "signatures", "not the meter's signature"));
        } catch (RefusedException malformed) {
            return Checked.refused(malformed.refusal());
        }
    }

    private static boolean validThroughout(MeterEnrolment enrolment, DeliveryWindow window) {
        return !enrolment.validFrom().isAfter(window.start())
                && !enrolment.meterKey().validFrom().isAfter(window.start())
                && !enrolment.meterKey().validUntil().isBefore(window.end());
    }

    private boolean signed(Envelope envelope, MeterEnrolment enrolment) {
        return envelope.signatures().stream()
                .anyMatch(signature -> verifier.verify(enrolment.meterKey().key(), envelope, signature));
    }

    private static Checked refused(String field, String description) {
        return Checked.refused(Refusal.of(Reason.INVALID_READING, field, description));
    }

    private void count(List<ReadingOutcome> outcomes) {
        long accepted = outcomes.stream()
                .filter(ReadingOutcome.Accepted.class::isInstance)
                .count();
        long repeated = outcomes.stream()
                .filter(ReadingOutcome.Repeated.class::isInstance)
                .count();
        meter.readings("accepted", accepted);
        meter.readings("repeated", repeated);
        meter.readings("refused", outcomes.size() - accepted - repeated);
    }
}
