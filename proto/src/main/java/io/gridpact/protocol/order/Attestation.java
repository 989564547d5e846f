package io.gridpact.protocol.order;

import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A utility's one answer to an order in a role (PROTOCOL.md, section 5).
///
/// @param digest of the signed bytes; [Unsigned#DIGEST] in one that is still to be signed
/// @param agreement digest of the agreement by which it answers: of its utility and the other, or with itself
/// @param reason why it refuses; null where it attests
/// @param field the order's field that is at fault; empty where none is
/// @param limitExceeded that it attests although a limit does not hold the quantity; only in `NON_BLOCKING`
/// @param loggedAt when the utility logged its answer
/// @param meterCannotSign whether the utility signs the readings of its side's meter; never in a refusal
public record Attestation(
        Digest digest,
        Digest orderDigest,
        Digest agreement,
        String utility,
        TradeRole role,
        Answer answer,
        @Nullable Reason reason,
        String field,
        boolean limitExceeded,
        Instant loggedAt,
        boolean meterCannotSign) {

    public static final String PAYLOAD_TYPE = "gridpact/attestation/v1";

    /// What a signed refusal may be for: the order itself, or the limit. What lies with a relay, a peer or the time
    /// says nothing of the order, and is never signed.
    public static final Set<Reason> REFUSES_FOR = Set.copyOf(EnumSet.of(
            Reason.INVALID_ORDER,
            Reason.UNKNOWN_CUSTOMER,
            Reason.NO_MANDATE,
            Reason.UNKNOWN_METER,
            Reason.LIMIT_EXCEEDED));

    /// Longest `field`.
    public static final int MAX_FIELD_CHARACTERS = 100;

    /// @throws IllegalArgumentException unless exactly refusals have a reason, one of [#REFUSES_FOR], and no refusal
    ///     exceeds a limit
    public Attestation {
        if ((answer == Answer.REFUSED) != (reason != null)) {
            throw new IllegalArgumentException("reason: of a refusal alone, and of each");
        }
        if (reason != null && !REFUSES_FOR.contains(reason)) {
            throw new IllegalArgumentException("reason: nothing that is refused for good: " + reason);
        }
        if (limitExceeded && answer == Answer.REFUSED) {
            throw new IllegalArgumentException("limitExceeded: of an answer that refuses");
        }
        if (meterCannotSign && answer == Answer.REFUSED) {
            throw new IllegalArgumentException("meter_cannot_sign: of a refusal");
        }
    }

    /// To be signed: the utility stands for its side.
    public static Attestation attests(
            Digest orderDigest, Digest agreement, String utility, TradeRole role, Instant loggedAt) {
        return new Attestation(
                Unsigned.DIGEST,
                orderDigest,
                agreement,
                utility,
                role,
                Answer.ATTESTED,
                null,
                "",
                false,
                loggedAt,
                false);
    }

    /// To be signed: the utility stands for its side, although a limit does not hold the quantity.
    public static Attestation attestsBeyondLimit(
            Digest orderDigest, Digest agreement, String utility, TradeRole role, Instant loggedAt) {
        return new Attestation(
                Unsigned.DIGEST,
                orderDigest,
                agreement,
                utility,
                role,
                Answer.ATTESTED,
                null,
                "",
                true,
                loggedAt,
                false);
    }

    /// To be signed: the same, of a side whose meter cannot sign.
    public Attestation ofMeterThatCannotSign() {
        return new Attestation(
                digest, orderDigest, agreement, utility, role, answer, reason, field, limitExceeded, loggedAt, true);
    }

    /// To be signed: the utility refuses.
    public static Attestation refuses(
            Digest orderDigest,
            Digest agreement,
            String utility,
            TradeRole role,
            Reason reason,
            String field,
            Instant loggedAt) {
        return new Attestation(
                Unsigned.DIGEST,
                orderDigest,
                agreement,
                utility,
                role,
                Answer.REFUSED,
                reason,
                field,
                false,
                loggedAt,
                false);
    }
}
