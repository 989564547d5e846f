package io.gridpact.utility.pairing;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.utility.ledger.Watermark;
import io.gridpact.utility.peer.AgreementBook;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// This utility's watermark: now, unless a pair digest of its own is overdue; never less than what it has said before
/// (PROTOCOL.md, section 9).
final class DeadlinesKept implements Watermark {

    // The oldest window of each peer for which a digest of a stage is still to be declared.
    private static final String OPEN = """
            select t.peer, 'SEALED' as stage, min(t.window_start) from trade t
            where t.state = 'PENDING' and t.sealed_number is null and not exists (select from pair_digest p
                where p.peer = t.peer and p.window_start = t.window_start and p.stage = 'SEALED'
                    and p.own_digest is not null)
            group by t.peer
            union all
            select u.peer, 'SEALED', min(u.decided_at) from trade_update u
            where u.state = 'OPEN' and not exists (select from pair_digest p
                where p.peer = u.peer and p.window_start = u.decided_at and p.stage = 'SEALED'
                    and p.own_digest is not null)
            group by u.peer
            union all
            select t.peer, 'SETTLED', min(t.window_start) from trade t
            where t.state in ('SEALED', 'DELIVERED', 'ALLOCATED') and t.disputed_number is null group by t.peer""";

    private final String utility;
    private final AgreementBook agreements;

    DeadlinesKept(String utility, AgreementBook agreements) {
        this.utility = utility;
        this.agreements = agreements;
    }

    @Override
    public Instant completeTo(Connection connection, Instant now) throws SQLException {
        Instant completeTo = now;
        try (PreparedStatement query = connection.prepareStatement(OPEN);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                Optional<Instant> due = due(
                        rows.getString(1), PairStage.valueOf(rows.getString(2)), Instant.ofEpochMilli(rows.getLong(3)));
                if (due.isPresent() && due.get().isBefore(completeTo)) {
                    completeTo = due.get();
                }
            }
        }
        return stated(connection, completeTo);
    }

    /// What was said stays said: a later list of an old window does not take it back.
    private static Instant stated(Connection connection, Instant completeTo) throws SQLException {
        try (PreparedStatement upsert = connection.prepareStatement("""
                insert into stated_watermark (complete_to) values (?)
                on conflict (the_only) do update
                    set complete_to = greatest(stated_watermark.complete_to, excluded.complete_to)
                returning complete_to""")) {
            upsert.setLong(1, completeTo.toEpochMilli());
            try (ResultSet row = upsert.executeQuery()) {
                row.next();
                return Instant.ofEpochMilli(row.getLong(1));
            }
        }
    }

    private Optional<Instant> due(String peer, PairStage stage, Instant windowStart) {
        Optional<NetworkProfile> profile = agreements.profileWith(utility, peer);
        return profile.map(known -> {
            DeliveryWindow window = DeliveryWindow.startingAt(windowStart, known.windowLength());
            return switch (stage) {
                case SEALED -> known.deadlines().sealedDigestDue(window);
                case SETTLED -> known.deadlines().settlementDue(window);
            };
        });
    }
}
