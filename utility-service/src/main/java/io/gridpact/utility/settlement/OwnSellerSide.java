package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.settlement.CommittedSheet;
import io.gridpact.protocol.settlement.Punctuality;
import io.gridpact.protocol.settlement.SideTerms;
import io.gridpact.protocol.settlement.Status;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.protocol.settlement.StatusRules;
import java.sql.Connection;
import java.sql.SQLException;

/// By what a peer's status is judged, beside the trade: whether this utility's own side, the seller's, was in time, and
/// whether the sheet serves late lines (PROTOCOL.md, section 8.4).
///
/// @param known of this utility's seller side
/// @param root on whose sheets the statuses are
record OwnSellerSide(Standings.Known known, SheetRoot root) {

    static OwnSellerSide of(Connection connection, String utility, ShownRoot shown, StatusDeadlines unmoved)
            throws SQLException {
        Standings.Side side =
                new Standings.Side(utility, Direction.INJECTION, shown.root().windowStart());
        return new OwnSellerSide(Standings.known(connection, utility, side, unmoved), shown.root());
    }

    /// Whether the other side's lines stand where this side's time puts them: late ones are given all that they want,
    /// or
    /// nothing, wherever they stand.
    boolean isInTime() {
        return root.direction() == Direction.INJECTION || !isLate();
    }

    private boolean isLate() {
        return switch (known.punctuality()) {
            case OVERDUE, LATE, SILENT -> true;
            case NOT_DUE, ON_TIME -> false;
        };
    }

    /// @throws RefusedException UNAVAILABLE while it is not known here what the status must say
    Verdict verify(Status status, StatusSubject subject, CommittedSheet sheet) {
        if (root.direction() == Direction.CONSUMPTION && known.isOverdue()) {
            throw unavailable("not known here yet whether the seller's side was in time");
        }
        SideTerms terms = subject.terms(status.role()).orElse(null);
        if (terms == null) {
            return refused("cap_wh", "no figure has been shown that could cap it");
        }
        if (subject.sellerNotShown() && status.role() == TradeRole.BUYER && status.capWh() == 0) {
            // As the arbiter has said; where the figure has reached the buyer's side all the same, it may have used it.
            return StatusRules.verify(status, terms.cappedAt(0), sheet);
        }
        if (root.revision() == SheetRoot.FIRST_REVISION) {
            return StatusRules.verify(status, isInTime() ? terms : terms.cappedAt(0), sheet);
        }
        if (subject.firstWh().isEmpty()) {
            throw unavailable("the sheet of the first revision has not been shown yet");
        }
        if (known.punctuality() == Punctuality.LATE && subject.firstWh().getAsLong() == 0) {
            return served(status, terms, sheet);
        }
        return StatusRules.verify(status, isInTime() ? terms : terms.cappedAt(0), sheet)
                .then(() -> Verdict.require(
                        status.allocatedWh() == subject.firstWh().getAsLong(),
                        Reason.INVALID_PROOF,
                        "allocated_wh",
                        "a line that was allocated already has moved"));
    }

    private static Verdict served(Status status, SideTerms late, CommittedSheet sheet) {
        return StatusRules.verifyLate(status, late, sheet);
    }

    private static Verdict refused(String field, String description) {
        return Verdict.refused(Reason.INVALID_PROOF, field, description);
    }

    private static RefusedException unavailable(String description) {
        return new RefusedException(Refusal.of(Reason.UNAVAILABLE, "page.statuses", description));
    }
}
