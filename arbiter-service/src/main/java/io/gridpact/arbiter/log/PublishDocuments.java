package io.gridpact.arbiter.log;

import io.gridpact.arbiter.log.SubmitOutcome.Receipted;
import io.gridpact.arbiter.log.SubmitOutcome.Refused;
import io.gridpact.arbiter.member.Members;
import io.gridpact.protocol.directory.DescriptorRules;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.directory.RevocationRules;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.RevocationWire;
import io.gridpact.protocol.wire.StatementWire;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// Logs descriptors and revocations, by whomever they are brought: the root key of a member has signed them
/// (PROTOCOL.md, sections 4 and 9). Idempotent.
public final class PublishDocuments {

    /// Documents in one request.
    public static final int MAX_DOCUMENTS = 20;

    /// Descriptors of one participant; the log is not filled with more.
    static final int MAX_DESCRIPTORS = 256;

    private static final Fields AT = Fields.of(Reason.INVALID_REQUEST);

    private static final Fields RECEIPT = Fields.of(Reason.INTERNAL);

    private final Members members;
    private final SignatureVerifier verifier;
    private final Clock clock;
    private final Sequencer sequencer;

    public PublishDocuments(Members members, SignatureVerifier verifier, Clock clock, Sequencer sequencer) {
        this.members = members;
        this.verifier = verifier;
        this.clock = clock;
        this.sequencer = sequencer;
    }

    /// @throws RefusedException `UNAVAILABLE` where the log cannot be appended to
    public SubmitOutcome publish(Envelope document) {
        try (TracedWork ignored = TracedWork.part("publish document")) {
            // What is beside the one signature would be stored without meaning anything.
            AT.require(document.signatures().size() == 1, "signatures", "not exactly one");
            return switch (document.payloadType()) {
                case Participant.PAYLOAD_TYPE -> descriptor(document);
                case Revocation.PAYLOAD_TYPE -> revocation(document);
                default -> throw AT.refused("payload_type", "neither a descriptor nor a revocation");
            };
        } catch (RefusedException refused) {
            if (refused.refusal().reason() == Reason.UNAVAILABLE) {
                throw refused;
            }
            return new Refused(refused.refusal());
        }
    }

    private SubmitOutcome descriptor(Envelope envelope) {
        Participant next = DirectoryWire.participant(envelope);
        Participant member = member(next.id());
        if (!members.has(envelope.digest())) {
            AT.require(
                    members.history(member.id()).size() < MAX_DESCRIPTORS,
                    "revision",
                    "more than " + MAX_DESCRIPTORS + " descriptors");
            // 1. In force, and kept: it is signed by the root key that the operator has compared.
            members.put(envelope);
        } else {
            DescriptorRules.kept(next, envelope, verifier).orThrow();
        }
        // 2. Log. Where that fails the next attempt logs what is in force already.
        return sequencer.publish(ReadStatement.descriptor(next.id(), next, envelope));
    }

    private SubmitOutcome revocation(Envelope envelope) {
        Revocation revocation = RevocationWire.revocation(envelope);
        Participant member = member(revocation.participant());
        Optional<Revocation> before = members.revocation(member.id(), revocation.keyId());
        if (before.isPresent() && !before.get().digest().equals(revocation.digest())) {
            throw AT.refused("key_id", "revoked already");
        }
        RevocationRules.revocation(revocation, envelope, member, clock.instant(), verifier)
                .orThrow();
        // 1. Log. 2. In force; after a crash between the two it is read from the log.
        SubmitOutcome outcome = sequencer.publish(ReadStatement.revocation(member.id(), revocation, envelope));
        if (outcome instanceof Receipted(byte[] receipt, boolean repeated)) {
            members.revoked(revocation, loggedAt(receipt));
        }
        return outcome;
    }

    private Participant member(String id) {
        return members.participant(id)
                .orElseThrow(() -> new RefusedException(
                        Refusal.of(Reason.INVALID_REQUEST, "participant_id", "not a participant known here")));
    }

    private static Instant loggedAt(byte[] receipt) {
        return StatementWire.logReceipt(EnvelopeWire.parse(receipt, RECEIPT), RECEIPT)
                .loggedAt();
    }
}
