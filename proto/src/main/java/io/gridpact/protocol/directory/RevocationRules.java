package io.gridpact.protocol.directory;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Duration;
import java.time.Instant;

/// Whether a revocation may be believed (PROTOCOL.md, section 4).
public final class RevocationRules {

    /// How far ahead of now one may say that it was written.
    public static final Duration MAX_AHEAD = Duration.ofMinutes(5);

    private RevocationRules() {}

    /// It is of a signing key that the participant has had, and signed by its root key.
    ///
    /// An arbiter's keys are not revoked: its log is the clock by which everything else is, and nobody could say
    /// when
    /// that stopped.
    ///
    /// @param participant whom it names, with all keys that are known of it
    /// @param at now, where it is to be logged; the log's time of it, where it is shown
    public static Verdict revocation(
            Revocation revocation, Envelope envelope, Participant participant, Instant at, SignatureVerifier verifier) {
        return Verdict.require(
                        revocation.participant().equals(participant.id())
                                && participant.role() != ParticipantRole.ARBITER,
                        Reason.INVALID_REQUEST,
                        "participant_id",
                        "nobody whose keys can be revoked")
                .then(() -> Verdict.require(
                        participant.rootSigningKey().validAt(at)
                                && envelope.signatures().stream()
                                        .anyMatch(signature ->
                                                verifier.verify(participant.rootKey(), envelope, signature)),
                        Reason.SIGNATURE_INVALID,
                        "signatures",
                        "not signed by the participant's root key, or that is not valid"))
                .then(() -> Verdict.require(
                        !revocation.keyId().equals(participant.rootKey().id()),
                        Reason.INVALID_REQUEST,
                        "key_id",
                        "a root key cannot be revoked"))
                .then(() -> Verdict.require(
                        participant.keys().has(revocation.keyId()),
                        Reason.INVALID_REQUEST,
                        "key_id",
                        "no signing key that this participant has had"))
                .then(() -> Verdict.require(
                        !revocation.created().isAfter(at.plus(MAX_AHEAD)),
                        Reason.INVALID_REQUEST,
                        "created_millis",
                        "more than " + MAX_AHEAD.toMinutes() + " minutes ahead"));
    }
}
