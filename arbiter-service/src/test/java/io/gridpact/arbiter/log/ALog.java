package io.gridpact.arbiter.log;

import io.gridpact.arbiter.member.InMemoryMemberStore;
import io.gridpact.arbiter.member.MemberStore;
import io.gridpact.arbiter.member.Members;
import io.gridpact.arbiter.network.AParty;
import io.gridpact.arbiter.network.AStatement;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.StoreChecker;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// The arbiter's log put together without Quarkus, on any store.
final class ALog implements AutoCloseable {

    static final Instant START = Instant.parse("2026-06-01T06:00:00Z");
    static final AParty NORTH = AParty.utility("north");
    static final AParty SOUTH = AParty.utility("south");

    final NodeClock clock;
    final Members members;
    final FlagBell bell = new FlagBell();
    final Sequencer sequencer;
    final ProveLog proofs;
    private final LogStore store;
    private final Notary notary;
    private final SubmitStatements submit;
    private final PublishDocuments publish;

    private ALog(LogStore store, MemberStore memberStore, NodeClock clock, AParty arbiter) {
        this.store = store;
        this.clock = clock;
        SignatureVerifier verifier = new SignatureVerifier();
        this.members = new Members(memberStore, verifier, clock);
        members.load();
        this.notary = new Notary("arbiter", arbiter.signer(), () -> new byte[16]);
        LogMeters meters = new LogMeters(new SimpleMeterRegistry());
        this.sequencer = new Sequencer(store, notary, clock, members::profile, bell, meters);
        this.submit = new SubmitStatements(
                members::participant, members::profile, verifier, clock, new MemberClocks(clock), sequencer, meters);
        this.publish = new PublishDocuments(members, verifier, clock, sequencer);
        this.proofs = new ProveLog(store, sequencer::status);
        sequencer.start();
    }

    /// With north and south as members, no profile.
    static ALog on(LogStore store) {
        ALog log = new ALog(store, new InMemoryMemberStore(), NodeClock.frozen(START), AParty.utility("arbiter"));
        log.members.put(NORTH.descriptor());
        log.members.put(SOUTH.descriptor());
        return log;
    }

    static ALog withProfile(LogStore store) {
        ALog log = on(store);
        log.members.putProfile(AStatement.profile(NORTH));
        return log;
    }

    /// An arbiter with another key, on the store of the first.
    static ALog withAnotherKey(LogStore store) {
        return new ALog(store, new InMemoryMemberStore(), NodeClock.frozen(START), AParty.utility("another"));
    }

    List<SubmitOutcome> submit(AParty sender, Envelope... statements) {
        return submit.submit(sender.id(), List.of(statements));
    }

    SubmitOutcome publish(Envelope document) {
        return publish.publish(document);
    }

    LogReceipt receipt(AParty sender, Envelope statement) {
        return receipt(submit(sender, statement).getFirst());
    }

    static LogReceipt receipt(SubmitOutcome outcome) {
        if (!(outcome instanceof SubmitOutcome.Receipted receipted)) {
            throw new AssertionError("refused: " + outcome);
        }
        Fields at = Fields.of(Reason.INVALID_PROOF);
        return StatementWire.logReceipt(EnvelopeWire.parse(receipted.receipt(), at), at);
    }

    static Refusal refusal(SubmitOutcome outcome) {
        if (!(outcome instanceof SubmitOutcome.Refused refused)) {
            throw new AssertionError("logged: " + outcome);
        }
        return refused.refusal();
    }

    /// Moves the clock and does what has become due.
    void moveTo(Instant to) {
        clock.moveTo(to);
        sequencer.runDue();
    }

    /// What the checker finds, as `rule: subject`.
    List<String> findings() {
        List<String> findings = new ArrayList<>();
        CheckLog checker =
                new CheckLog(store, notary, new SignatureVerifier(), members::history, members::profile, clock);
        checker.check(new StoreChecker.Sink() {
            @Override
            public void finding(String rule, String subject, String detail) {
                findings.add(rule + ": " + subject);
            }

            @Override
            public void checked(String what, long count) {}
        });
        return findings;
    }

    List<Flag> flags() {
        List<Flag> flags = new ArrayList<>();
        store.eachFlag(flags::add);
        return flags;
    }

    @Override
    public void close() {
        sequencer.close();
    }
}
