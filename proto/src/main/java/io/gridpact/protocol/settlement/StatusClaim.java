package io.gridpact.protocol.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.time.Duration;
import java.time.Instant;

/// A utility's statement that it lacks its peer's status of a trade, or must refuse it, payload
/// `gridpact/status-claim/v1` (PROTOCOL.md, section 8.5). It names the trade by a hash that says nothing of it.
///
/// @param digest of the signed statement
/// @param utility that claims and signs
/// @param peer whose status it is to be
/// @param direction the peer's side
/// @param subject of [#subject]
public record StatusClaim(
        Digest digest, String utility, String peer, Direction direction, Instant windowStart, Digest subject) {

    public static final String PAYLOAD_TYPE = "gridpact/status-claim/v1";

    /// How long after its deadline a status is claimed, at the earliest.
    public static final Duration AFTER_DEADLINE = Duration.ofMinutes(15);

    /// How long the other side has to deposit it.
    public static final Duration TO_ANSWER = Duration.ofMinutes(30);

    /// What a status must be about: everything that both utilities know of that side. Nobody can guess it, because the
    /// order's digest covers its salt; and neither can claim, or answer, with other terms than the other holds.
    public static Digest subject(SideTerms terms) {
        return Hash.tagged("status-subject")
                .digest(terms.order())
                .integer(terms.revision())
                .name(terms.role())
                .text(terms.utility())
                .digest(terms.meterKeyId().value())
                .instant(terms.window().start())
                .integer(terms.contractWh())
                .integer(terms.capWh())
                .integer(terms.meterCannotSign() ? 1 : 0)
                .finish();
    }

    /// The first instant at which a claim counts. A late side's status is nobody's to claim: it is served, or not.
    public static Instant from(Direction direction, StatusDeadlines deadlines) {
        return deadline(direction, deadlines).plus(AFTER_DEADLINE);
    }

    /// The first instant at which a claim no longer counts: what is claimed before is decided by the next deadline, so
    /// that nobody settles one way and learns the other afterwards.
    public static Instant until(Direction direction, StatusDeadlines deadlines) {
        return decidedAt(direction, deadlines).minus(TO_ANSWER);
    }

    /// From when on all claims against that side are decided, unless the arbiter is silent.
    public static Instant decidedAt(Direction direction, StatusDeadlines deadlines) {
        return switch (direction) {
            case INJECTION -> deadlines.buyerStatus();
            case CONSUMPTION -> deadlines.settlement();
        };
    }

    private static Instant deadline(Direction direction, StatusDeadlines deadlines) {
        return switch (direction) {
            case INJECTION -> deadlines.sellerStatus();
            case CONSUMPTION -> deadlines.buyerStatus();
        };
    }
}
