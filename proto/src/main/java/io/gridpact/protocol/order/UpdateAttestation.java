package io.gridpact.protocol.order;

import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A utility's one answer to an update in a role (PROTOCOL.md, section 5).
///
/// @param digest of the signed bytes; [Unsigned#DIGEST] in one that is still to be signed
/// @param reason why it refuses, one of [Attestation#REFUSES_FOR]; null where it attests
/// @param field the update's field that is at fault; empty where none is
/// @param loggedAt when the utility logged its answer
public record UpdateAttestation(
        Digest digest,
        Digest updateDigest,
        String utility,
        TradeRole role,
        Answer answer,
        @Nullable Reason reason,
        String field,
        Instant loggedAt) {

    public static final String PAYLOAD_TYPE = "gridpact/update-attestation/v1";

    /// @throws IllegalArgumentException unless exactly refusals have a reason, one of [Attestation#REFUSES_FOR]
    public UpdateAttestation {
        if ((answer == Answer.REFUSED) != (reason != null)) {
            throw new IllegalArgumentException("reason: of a refusal alone, and of each");
        }
        if (reason != null && !Attestation.REFUSES_FOR.contains(reason)) {
            throw new IllegalArgumentException("reason: nothing that is refused for good: " + reason);
        }
    }

    /// To be signed: the utility stands for its side of the new revision.
    public static UpdateAttestation attests(Digest update, String utility, TradeRole role, Instant loggedAt) {
        return new UpdateAttestation(Unsigned.DIGEST, update, utility, role, Answer.ATTESTED, null, "", loggedAt);
    }

    /// To be signed: the utility refuses.
    public static UpdateAttestation refuses(
            Digest update, String utility, TradeRole role, Reason reason, String field, Instant loggedAt) {
        return new UpdateAttestation(Unsigned.DIGEST, update, utility, role, Answer.REFUSED, reason, field, loggedAt);
    }
}
