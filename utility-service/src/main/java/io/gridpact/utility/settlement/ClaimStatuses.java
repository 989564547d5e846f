package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.settlement.Punctuality;
import io.gridpact.protocol.settlement.SideTerms;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.StatusClaimWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OneByOne;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.node.DueTask;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.settlement.Standings.Known;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Claims statuses that this utility lacks, or had to refuse, of sides whose sheet root is in time, 15 minutes after
/// their deadline (PROTOCOL.md, section 8.5).
public final class ClaimStatuses implements DueTask {

    static final int ORDER = 106;

    /// Claims that are signed at once for a side; the rest follow.
    private static final int MAX_CLAIMS = 500;

    private final String utility;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final Sign step;

    public ClaimStatuses(
            String utility,
            String arbiter,
            Supplier<Optional<NetworkProfile>> profile,
            Signer signer,
            Salts salts,
            LedgerReader reader,
            LedgerWriter writer) {
        this.utility = utility;
        this.profile = profile;
        this.reader = reader;
        this.writer = writer;
        this.step = new Sign(utility, arbiter, signer, salts);
    }

    /// A peer's side that lacks statuses.
    private record Lack(LateSide side, Instant from, Instant until) {}

    private record Claim(SideTerms terms, String peer) {}

    @Override
    public int order() {
        return ORDER;
    }

    @Override
    public int runDue(Instant now) {
        OneByOne work = new OneByOne();
        if (!maybeLacking(now)) {
            return 0;
        }
        List<Claim> claims = reader.read(connection -> {
            List<Claim> found = new ArrayList<>();
            for (Lack lack : lacks(connection, now)) {
                if (!now.isBefore(lack.from()) && now.isBefore(lack.until())) {
                    String peer = lack.side().pair().peer();
                    ClaimableTrades.lacking(
                                    connection,
                                    peer,
                                    lack.side().otherDirection(),
                                    lack.side().pair().windowStart(),
                                    MAX_CLAIMS)
                            .forEach(terms -> found.add(new Claim(terms, peer)));
                }
            }
            return found;
        });
        work.each(claims, claim -> writer.write(step, claim));
        return work.done();
    }

    @Override
    public Optional<Instant> nextDue(Instant now) {
        if (!maybeLacking(now)) {
            return Optional.empty();
        }
        return reader.read(connection -> lacks(connection, now)).stream()
                .map(Lack::from)
                .filter(from -> from.isAfter(now))
                .min(Instant::compareTo);
    }

    private boolean maybeLacking(Instant now) {
        return profile.get()
                .map(rules -> reader.look(connection -> LateSide.anyOpen(connection, now.minus(patience(rules)))))
                .orElse(false);
    }

    /// From a window's start until a side of it can be late.
    private static Duration patience(NetworkProfile rules) {
        return rules.windowLength().plus(rules.deadlines().sellerStatusAfterEnd());
    }

    /// Whether a side was in time its sheet root says, or the arbiter: who is silent or late is nobody to claim from.
    private List<Lack> lacks(Connection connection, Instant now) throws SQLException {
        if (profile.get().isEmpty()) {
            return List.of();
        }
        NetworkProfile rules = profile.get().get();
        List<Lack> lacks = new ArrayList<>();
        for (LateSide side : LateSide.open(connection, utility, now.minus(patience(rules)))) {
            if (side.peerFigures() + side.givenUp() + side.notShown() >= side.trades()) {
                continue;
            }
            Known peers = side.peers(connection, utility, rules);
            Known own = side.own(connection, utility, rules);
            boolean owed = side.otherDirection() == Direction.INJECTION || own.punctuality() == Punctuality.ON_TIME;
            if (owed && peers.punctuality() == Punctuality.ON_TIME) {
                lacks.add(new Lack(
                        side,
                        StatusClaim.from(side.otherDirection(), peers.deadlines()),
                        StatusClaim.until(side.otherDirection(), peers.deadlines())));
            }
        }
        return lacks;
    }

    private record Sign(String utility, String arbiter, Signer signer, Salts salts)
            implements LedgerStep<Claim, Integer> {

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Claim> claims) throws SQLException {
            List<Integer> signed = new ArrayList<>(claims.size());
            for (Claim claim : claims) {
                signed.add(sign(transaction, claim));
            }
            return signed;
        }

        private int sign(LedgerTransaction transaction, Claim claim) throws SQLException {
            Direction direction = claim.terms().role().direction();
            Instant windowStart = claim.terms().window().start();
            Digest subject = StatusClaim.subject(claim.terms());
            byte[] payload =
                    StatusClaimWire.claimPayload(utility, claim.peer(), direction, windowStart, subject, salts.next());
            Envelope statement = Envelopes.sign(StatusClaim.PAYLOAD_TYPE, payload, signer);
            try (PreparedStatement insert = transaction.connection().prepareStatement("""
                    insert into status_claim (claim_digest, order_digest, utility, direction, window_start, subject,
                        envelope)
                    values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
                insert.setBytes(1, statement.digest().bytes());
                insert.setBytes(2, claim.terms().order().bytes());
                insert.setString(3, claim.peer());
                insert.setString(4, direction.name());
                insert.setLong(5, windowStart.toEpochMilli());
                insert.setBytes(6, subject.bytes());
                insert.setBytes(7, EnvelopeWire.encode(statement));
                if (insert.executeUpdate() == 0) {
                    return 0;
                }
            }
            LatePairs.mark(transaction.connection(), new Pair(windowStart, claim.peer()));
            transaction.journal(statement.digest());
            transaction.enqueue(new OutboxMessage(arbiter, SendClaims.KIND, statement.digest()));
            return 1;
        }
    }
}
