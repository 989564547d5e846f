package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.settlement.SideTerms;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusClaimWire;
import io.gridpact.protocol.wire.StatusPageWire;
import io.gridpact.protocol.wire.StatusWire;
import io.gridpact.utility.ledger.LedgerReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the status that a peer has claimed of this utility, with all that it rests on.
final class AnswerClaim {

    private static final Fields STORED = new Fields(Reason.INTERNAL, "status_page");

    private final LedgerReader reader;
    private final OwnShowing own;

    AnswerClaim(LedgerReader reader, OwnShowing own) {
        this.reader = reader;
        this.own = own;
    }

    /// @param terms of this utility's line that the claim is about
    /// @return encoded; empty while it is not signed, or its sheet root not logged
    Optional<byte[]> answer(StatusClaim claim, SideTerms terms) {
        Round round = new Round(terms.window(), claim.direction(), SheetRoot.FIRST_REVISION);
        Optional<Envelope> status = reader.read(connection -> status(connection, claim, terms.order()));
        boolean logged = reader.read(connection -> SheetRoots.ownLogged(connection, claim.peer(), round))
                .isPresent();
        if (status.isEmpty() || !logged) {
            return Optional.empty();
        }
        StatusPart.Meter meter = reader.read(connection -> own.evidence(connection, round, List.of(terms.meterKeyId())))
                .getFirst();
        StatusPart.Header header = own.header(round);
        return Optional.of(StatusClaimWire.encode(
                terms,
                header.sheetRoot(),
                header.logReceipt(),
                meter.enrolment(),
                meter.readings(),
                meter.logged(),
                status.get()));
    }

    private Optional<Envelope> status(Connection connection, StatusClaim claim, Digest order) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                select content from status_page
                where window_start = ? and direction = ? and peer = ? and revision = ? order by number""")) {
            query.setLong(1, claim.windowStart().toEpochMilli());
            query.setString(2, claim.direction().name());
            query.setString(3, claim.utility());
            query.setLong(4, SheetRoot.FIRST_REVISION);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    for (Envelope status : StatusPageWire.parse(own.signed(rows.getBytes(1)), STORED)) {
                        if (StatusWire.parse(status, STORED).order().equals(order)) {
                            return Optional.of(status);
                        }
                    }
                }
            }
        }
        return Optional.empty();
    }

    /// This utility's lines that a peer can claim the statuses of.
    Map<Digest, SideTerms> lines(String utility, Pair pair, Direction direction) {
        return reader.read(
                connection -> ClaimableTrades.own(connection, utility, pair.peer(), direction, pair.windowStart()));
    }
}
