package io.gridpact.protocol.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.Optional;

/// What a claim for a status has come to, as the arbiter says once, payload `gridpact/status-standing/v1` (PROTOCOL.md,
/// section 8.5).
///
/// @param digest of the signed statement
/// @param claimant who has claimed
/// @param utility whose status was claimed
/// @param direction its side
/// @param subject as claimed
/// @param status digest of the signed status that holds
public record StatusStanding(
        Digest digest,
        String arbiter,
        String claimant,
        String utility,
        Direction direction,
        Instant windowStart,
        Digest subject,
        Verdict verdict,
        Optional<Digest> status,
        Instant decidedAt) {

    public static final String PAYLOAD_TYPE = "gridpact/status-standing/v1";

    /// What it has come to.
    public enum Verdict {
        /// A status that holds was deposited in time.
        SHOWN,
        /// Nothing was deposited in time.
        UNANSWERED,
        /// What was deposited in time does not hold.
        INVALID;

        /// Whether the trade's side counts as one without a sheet root.
        public boolean countsAsSilent() {
            return switch (this) {
                case SHOWN -> false;
                case UNANSWERED, INVALID -> true;
            };
        }
    }

    /// Whether it is the answer to that claim.
    public boolean answers(StatusClaim claim) {
        return claimant.equals(claim.utility())
                && utility.equals(claim.peer())
                && direction == claim.direction()
                && windowStart.equals(claim.windowStart())
                && subject.equals(claim.subject());
    }
}
