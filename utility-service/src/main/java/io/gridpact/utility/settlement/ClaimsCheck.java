package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusStanding;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusClaimWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.StoreCheck;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Reads claims for statuses back: each is signed and of its trade's side, what the arbiter said is its word on that
/// claim, and round 2 went on without a seller's figure only where it has said so.
public final class ClaimsCheck implements StoreCheck {

    private static final Fields STORED = new Fields(Reason.INTERNAL, "status_claim");

    private static final String CLAIMS =
            "select order_digest, utility, direction, window_start, subject, envelope, standing, verdict from status_claim";

    private static final String GIVEN_UP_WITHOUT_A_WORD = """
            select count(*) from overdue_seller o where o.reason = 'NO_STATUS' and not exists (
                select from status_claim c where c.order_digest = o.order_digest and c.direction = 'INJECTION'
                    and c.verdict in ('UNANSWERED', 'INVALID'))""";

    private final String arbiter;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final LedgerReader reader;

    /// @param directory whoever is known, whatever was revoked since
    public ClaimsCheck(
            String arbiter,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            LedgerReader reader) {
        this.arbiter = arbiter;
        this.directory = directory;
        this.verifier = verifier;
        this.reader = reader;
    }

    @Override
    public void check(Sink sink) {
        reader.scan(connection -> {
            try (PreparedStatement query = connection.prepareStatement(CLAIMS)) {
                query.setFetchSize(LedgerReader.FETCH_ROWS);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        check(rows, sink);
                        sink.checked("status claims", 1);
                    }
                }
            }
            return true;
        });
        long without = reader.list(GIVEN_UP_WITHOUT_A_WORD, query -> {}, row -> row.getLong(1))
                .getFirst();
        if (without > 0) {
            sink.finding("given-up-by-the-arbiters-word", "all", without + " sellers' figures were not waited for");
        }
    }

    private void check(ResultSet row, Sink sink) throws SQLException {
        String subject = Digest.of(row.getBytes("order_digest")).prefix();
        try {
            Envelope envelope = EnvelopeWire.parse(row.getBytes("envelope"), STORED);
            StatusClaim claim = StatusClaimWire.claim(envelope, STORED);
            boolean same = claim.peer().equals(row.getString("utility"))
                    && claim.direction().name().equals(row.getString("direction"))
                    && claim.windowStart().toEpochMilli() == row.getLong("window_start")
                    && claim.subject().equals(Digest.of(row.getBytes("subject")));
            if (!same || !signed(claim.utility(), envelope)) {
                sink.finding("claim-as-signed", subject, "the claim says something else, or is not its claimant's");
            }
            if (!isItsWord(claim, row.getBytes("standing"), row.getString("verdict"))) {
                sink.finding("claim-stands-as-said", subject, "the arbiter's word on it is another");
            }
        } catch (RefusedException unreadable) {
            sink.finding("claim-can-be-read", subject, String.valueOf(unreadable.getMessage()));
        }
    }

    private boolean isItsWord(StatusClaim claim, byte @Nullable [] word, @Nullable String verdict) {
        if (word == null) {
            return verdict == null;
        }
        Envelope envelope = EnvelopeWire.parse(word, STORED);
        StatusStanding standing = StatusClaimWire.standing(envelope, STORED);
        return standing.answers(claim)
                && standing.verdict().name().equals(verdict)
                && standing.arbiter().equals(arbiter)
                && signed(arbiter, envelope);
    }

    private boolean signed(String party, Envelope envelope) {
        return directory.apply(party).stream()
                .flatMap(participant -> participant.keys().keys().stream())
                .anyMatch(key -> envelope.signatures().stream()
                        .anyMatch(signature -> verifier.verify(key.key(), envelope, signature)));
    }
}
