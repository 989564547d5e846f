package io.gridpact.protocol.directory;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Whether a document of the directory may be believed (PROTOCOL.md, section 4). Each rule takes what was parsed
/// together with the envelope that it was parsed from.
public final class DescriptorRules {

    private DescriptorRules() {}

    /// A descriptor is signed by the root key that it names. Whether that key is the participant's is what an operator
    /// compares by other means, once; from then on [#successor(Participant, Participant, Instant)] holds it.
    public static Verdict descriptor(
            Participant participant, Envelope envelope, Instant now, SignatureVerifier verifier) {
        return Verdict.require(
                        participant.rootSigningKey().validAt(now),
                        Reason.SIGNATURE_INVALID,
                        "root_key",
                        "not valid now")
                .then(() -> kept(participant, envelope, verifier));
    }

    /// A descriptor that was believed when it came, read back: that time passes does not undo it.
    public static Verdict kept(Participant participant, Envelope envelope, SignatureVerifier verifier) {
        return signedBy(participant.rootKey(), envelope, verifier);
    }

    /// A later descriptor is of the same participant, by the same root key, with a higher revision, and the root key is
    /// valid by what the present descriptor says: an expired key cannot prolong itself.
    public static Verdict successor(Participant current, Participant next, Instant now) {
        if (!current.id().equals(next.id())) {
            return differs("participant_id");
        }
        if (current.role() != next.role()) {
            return differs("role");
        }
        if (!current.rootKey().equals(next.rootKey())) {
            return differs("root_key.public_key");
        }
        if (!current.rootSigningKey().validAt(now)) {
            return Verdict.refused(Reason.SIGNATURE_INVALID, "root_key", "not valid now by the present descriptor");
        }
        if (next.revision() <= current.revision()) {
            return Verdict.refused(
                    Reason.INVALID_REQUEST, "revision", "not higher than that of the present descriptor");
        }
        return Verdict.require(
                next.after(current).keys().keys().size() <= KeyHistory.MAX_KEYS,
                Reason.INVALID_REQUEST,
                "signing_keys",
                "more than " + KeyHistory.MAX_KEYS + " keys, with those of earlier descriptors");
    }

    /// An agreement is signed by the root keys of both utilities; a utility's terms with itself by its one.
    public static Verdict agreement(
            Agreement agreement,
            Envelope envelope,
            Instant now,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        Optional<Participant> first = directory.apply(agreement.firstUtility());
        Optional<Participant> second = directory.apply(agreement.secondUtility());
        return party(first, agreement.firstRootKey(), "first", now)
                .then(() -> party(second, agreement.secondRootKey(), "second", now))
                .then(() -> signedBy(first.orElseThrow().rootKey(), envelope, verifier))
                .then(() -> signedBy(second.orElseThrow().rootKey(), envelope, verifier));
    }

    /// An enrolment is signed by its utility.
    ///
    /// @param at its `valid_from_millis`, until a proof carries the time at which it was journalled; now, where
    ///     it is
    ///     new
    public static Verdict enrolment(
            MeterEnrolment enrolment, Envelope envelope, Participant utility, Instant at, SignatureVerifier verifier) {
        boolean itsUtility =
                utility.role() == ParticipantRole.UTILITY && enrolment.utility().equals(utility.id());
        return Verdict.require(itsUtility, Reason.SIGNATURE_INVALID, "utility", "not the signing utility")
                .then(() -> signed(utility.signed(envelope, at, verifier)));
    }

    private static Verdict party(Optional<Participant> utility, KeyId rootKey, String which, Instant now) {
        if (utility.isEmpty() || utility.get().role() != ParticipantRole.UTILITY) {
            return Verdict.refused(Reason.INVALID_REQUEST, which + "_utility", "not a utility known here");
        }
        boolean itsRootKey = utility.get().rootKey().id().equals(rootKey)
                && utility.get().rootSigningKey().validAt(now);
        return Verdict.require(
                itsRootKey, Reason.SIGNATURE_INVALID, which + "_root_key_id", "not its root key, or not valid now");
    }

    private static Verdict signedBy(PublicKey key, Envelope envelope, SignatureVerifier verifier) {
        return signed(envelope.signatures().stream().anyMatch(signature -> verifier.verify(key, envelope, signature)));
    }

    private static Verdict signed(boolean verified) {
        return Verdict.require(verified, Reason.SIGNATURE_INVALID, "signatures", "not signed by who must sign it");
    }

    private static Verdict differs(String field) {
        return Verdict.refused(Reason.INVALID_REQUEST, field, "not that of the present descriptor");
    }
}
