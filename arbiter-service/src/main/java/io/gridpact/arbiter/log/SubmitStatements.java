package io.gridpact.arbiter.log;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Takes a utility's signed statements into the log and answers each with its receipt, or with why not.
///
/// Idempotent: a statement that is sent again is answered with the same bytes (PROTOCOL.md, section 9).
public final class SubmitStatements {

    /// Statements in one request.
    public static final int MAX_STATEMENTS = 500;

    private final Function<String, Optional<Participant>> directory;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final ReadStatement reader;
    private final Clock clock;
    private final MemberClocks clocks;
    private final Sequencer sequencer;
    private final LogMeters meters;

    public SubmitStatements(
            Function<String, Optional<Participant>> directory,
            Supplier<Optional<NetworkProfile>> profile,
            SignatureVerifier verifier,
            Clock clock,
            MemberClocks clocks,
            Sequencer sequencer,
            LogMeters meters) {
        this.directory = directory;
        this.profile = profile;
        this.reader = new ReadStatement(verifier, directory);
        this.clock = clock;
        this.clocks = clocks;
        this.sequencer = sequencer;
        this.meters = meters;
    }

    /// @param caller id of the utility that sends
    /// @return one outcome for each statement, in their order
    /// @throws RefusedException for the request as a whole: too many statements, or the log cannot be appended to
    public List<SubmitOutcome> submit(String caller, List<Envelope> statements) {
        if (statements.isEmpty() || statements.size() > MAX_STATEMENTS) {
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_REQUEST, "statements", "not 1 to " + MAX_STATEMENTS + " of them"));
        }
        Participant sender = directory
                .apply(caller)
                .orElseThrow(() ->
                        new RefusedException(Refusal.of(Reason.PERMISSION_DENIED, "", "the caller is not known here")));
        // 1. Verify, in the caller's thread.
        List<Submission> submissions = new ArrayList<>();
        List<Optional<SubmitOutcome>> refused = new ArrayList<>();
        Instant now = clock.instant();
        try (TracedWork ignored = TracedWork.part("check statements")) {
            for (Envelope statement : statements) {
                refused.add(read(sender, statement, now, submissions));
            }
        }
        // 2. Log what is believed, all of it in one batch; it is stored when this returns.
        Iterator<SubmitOutcome> logged = sequencer.submit(submissions).iterator();
        // 3. Answer in the order of the request.
        return refused.stream().map(outcome -> outcome.orElseGet(logged::next)).toList();
    }

    private Optional<SubmitOutcome> read(
            Participant sender, Envelope statement, Instant now, List<Submission> submissions) {
        try {
            Submission submission = reader.read(sender, statement, profile.get(), now);
            clocks.said(sender.id(), submission.completeTo());
            submissions.add(submission);
            return Optional.empty();
        } catch (RefusedException notBelieved) {
            SubmitOutcome.Refused refused = new SubmitOutcome.Refused(notBelieved.refusal());
            meters.refused(refused);
            return Optional.of(refused);
        }
    }
}
