package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.utility.ledger.LedgerWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Takes readings from a head-end: believes those that an enrolled meter signed and that contradict no other, and
/// refuses the rest one by one (PROTOCOL.md, section 6). Idempotent by digest.
public final class SubmitReadings {

    /// Readings taken at once.
    public static final int MAX_READINGS = 500;

    private final Supplier<Optional<NetworkProfile>> profile;
    private final SignedReadings signatures;
    private final LedgerWriter writer;
    private final MeteringMeter meter;
    private final StoreReadings step;

    /// @param profile of the network, once this utility has one
    /// @param whenComplete is run when all readings that trades of a window rest on are there
    public SubmitReadings(
            Supplier<Optional<NetworkProfile>> profile,
            SignedReadings signatures,
            LedgerWriter writer,
            MeteringMeter meter,
            Runnable whenComplete) {
        this.profile = profile;
        this.signatures = signatures;
        this.writer = writer;
        this.meter = meter;
        this.step = new StoreReadings(whenComplete);
    }

    /// What a meter says that cannot sign: this utility will, if it is enrolled so.
    ///
    /// @param payload of the reading, as it came; not to be changed
    public static Envelope unsigned(byte[] payload) {
        return new Envelope(Reading.PAYLOAD_TYPE, payload, List.of());
    }

    /// Returns when what is believed is durable.
    ///
    /// @param envelopes signed, or [#unsigned]; at most [#MAX_READINGS]
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
        List<SignedReadings.Checked> checked = signatures.check(envelopes, rules);
        List<ReadingOutcome> stored = writer.write(
                step,
                new StoreReadings.Submission(
                        checked.stream().flatMap(one -> one.signed().stream()).toList(),
                        checked.stream().flatMap(one -> one.stranger().stream()).toList(),
                        rules,
                        Optional.empty()));
        List<ReadingOutcome> outcomes = new ArrayList<>(checked.size());
        int next = 0;
        for (SignedReadings.Checked one : checked) {
            outcomes.add(
                    one.refusal().isPresent()
                            ? new ReadingOutcome.Refused(one.refusal().get())
                            : stored.get(next++));
        }
        outcomes.stream()
                .collect(Collectors.groupingBy(SubmitReadings::name, Collectors.counting()))
                .forEach(meter::readings);
        return outcomes;
    }

    private static String name(ReadingOutcome outcome) {
        return switch (outcome) {
            case ReadingOutcome.Accepted ignored -> "accepted";
            case ReadingOutcome.Late ignored -> "adjustment";
            case ReadingOutcome.Repeated ignored -> "repeated";
            case ReadingOutcome.Refused ignored -> "refused";
        };
    }
}
