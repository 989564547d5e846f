package io.gridpact.protocol.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.arbiter.v1.LoggedSheetRoot;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.settlement.SheetStanding;
import io.gridpact.protocol.settlement.SheetStanding.LoggedRoot;
import io.gridpact.protocol.settlement.StatusDeadlines;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// What the arbiter says of silent and late sides, to `gridpact.arbiter.v1` and back (PROTOCOL.md, section 8.4).
public final class StandingWire {

    private StandingWire() {}

    /// @param salt 16 to 64 random bytes
    public static byte[] payload(
            String arbiter,
            String utility,
            Direction direction,
            Instant windowStart,
            Instant asOf,
            StatusDeadlines deadlines,
            List<LoggedRoot> roots,
            byte[] salt) {
        io.gridpact.arbiter.v1.SheetStanding.Builder message = io.gridpact.arbiter.v1.SheetStanding.newBuilder()
                .setArbiter(arbiter)
                .setUtility(utility)
                .setDirection(toMessage(direction))
                .setWindowStartMillis(windowStart.toEpochMilli())
                .setAsOfMillis(asOf.toEpochMilli())
                .setSellerStatusDueMillis(deadlines.sellerStatus().toEpochMilli())
                .setBuyerStatusDueMillis(deadlines.buyerStatus().toEpochMilli())
                .setSettlementDueMillis(deadlines.settlement().toEpochMilli())
                .setSalt(UnsafeByteOperations.unsafeWrap(salt));
        for (LoggedRoot root : roots) {
            message.addRoots(LoggedSheetRoot.newBuilder()
                    .setRevision(root.revision())
                    .setStatementDigest(EnvelopeWire.bytes(root.statement()))
                    .setLoggedAtMillis(root.loggedAt().toEpochMilli()));
        }
        return message.build().toByteArray();
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static SheetStanding parse(Envelope envelope, Fields at) {
        io.gridpact.arbiter.v1.SheetStanding message = EnvelopeWire.payload(
                envelope, SheetStanding.PAYLOAD_TYPE, io.gridpact.arbiter.v1.SheetStanding.parser(), at);
        at.salt("salt", message.getSalt());
        Instant sellerStatus = at.instant("seller_status_due_millis", message.getSellerStatusDueMillis());
        Instant buyerStatus = at.instant("buyer_status_due_millis", message.getBuyerStatusDueMillis());
        Instant settlement = at.instant("settlement_due_millis", message.getSettlementDueMillis());
        return new SheetStanding(
                envelope.digest(),
                at.id("arbiter", message.getArbiter()),
                at.id("utility", message.getUtility()),
                at.named("direction", message.getDirection(), Direction.class),
                at.instant("window_start_millis", message.getWindowStartMillis()),
                at.instant("as_of_millis", message.getAsOfMillis()),
                new StatusDeadlines(sellerStatus, buyerStatus, settlement),
                roots(message, at));
    }

    private static List<LoggedRoot> roots(io.gridpact.arbiter.v1.SheetStanding message, Fields at) {
        at.count("roots", message.getRootsCount(), 0, (int) SheetRoot.LATE_REVISION);
        List<LoggedRoot> roots = new ArrayList<>(message.getRootsCount());
        for (int index = 0; index < message.getRootsCount(); index++) {
            LoggedSheetRoot root = message.getRoots(index);
            Fields element = at.in(Fields.element("roots", index));
            element.require(root.getRevision() == index + SheetRoot.FIRST_REVISION, "revision", "not the next");
            roots.add(new LoggedRoot(
                    root.getRevision(),
                    element.digest("statement_digest", root.getStatementDigest()),
                    element.instant("logged_at_millis", root.getLoggedAtMillis())));
        }
        return roots;
    }

    public static io.gridpact.directory.v1.Direction toMessage(Direction direction) {
        return switch (direction) {
            case INJECTION -> io.gridpact.directory.v1.Direction.DIRECTION_INJECTION;
            case CONSUMPTION -> io.gridpact.directory.v1.Direction.DIRECTION_CONSUMPTION;
        };
    }
}
