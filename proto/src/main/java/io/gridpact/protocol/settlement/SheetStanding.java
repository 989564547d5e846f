package io.gridpact.protocol.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the arbiter says of a side's sheet roots, payload `gridpact/sheet-standing/v1` (PROTOCOL.md, section 8.4).
///
/// @param digest of the signed statement
/// @param asOf everything that was logged before is said, and deadlines up to it do not move any more
/// @param deadlines of the window
/// @param roots in the log, by revision ascending
public record SheetStanding(
        Digest digest,
        String arbiter,
        String utility,
        Direction direction,
        Instant windowStart,
        Instant asOf,
        StatusDeadlines deadlines,
        List<LoggedRoot> roots) {

    public static final String PAYLOAD_TYPE = "gridpact/sheet-standing/v1";

    public SheetStanding {
        roots = List.copyOf(roots);
    }

    /// @param statement digest of the signed sheet root
    public record LoggedRoot(long revision, Digest statement, Instant loggedAt) {}

    /// Whether the side was in time.
    public Punctuality punctuality() {
        Optional<Instant> loggedAt = root(SheetRoot.FIRST_REVISION).map(LoggedRoot::loggedAt);
        return loggedAt.map(at -> LateRules.punctuality(direction, at, deadlines))
                .orElseGet(() -> absent());
    }

    private Punctuality absent() {
        if (!asOf.isBefore(deadlines.buyerStatus())) {
            return Punctuality.SILENT;
        }
        return direction == Direction.INJECTION && !asOf.isBefore(deadlines.sellerStatus())
                ? Punctuality.OVERDUE
                : Punctuality.NOT_DUE;
    }

    /// The sheet root that serves late lines, if it was logged while it could count.
    public Optional<LoggedRoot> lateRoot() {
        return root(SheetRoot.LATE_REVISION).filter(root -> root.loggedAt().isBefore(deadlines.settlement()));
    }

    /// Whether no other sheet root can come to serve late lines.
    public boolean lateRootIsFinal() {
        return root(SheetRoot.LATE_REVISION).isPresent() || !asOf.isBefore(deadlines.settlement());
    }

    private Optional<LoggedRoot> root(long revision) {
        return roots.stream().filter(root -> root.revision() == revision).findFirst();
    }
}
