package io.gridpact.utility.pairing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairDigests;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.StoreCheck;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;

/// Makes every `SEALED` pair digest anew from the trades in its list.
final class SealedListsCheck implements StoreCheck {

    private static final String SEALED_BY_NOTHING = """
            select distinct t.peer || ' ' || to_timestamp(t.window_start / 1000)
            from trade t where t.peer <> ? and t.state in ('SEALED', 'DELIVERED', 'ALLOCATED', 'SETTLED')
                and t.deposited_at is null and not exists (select from pair_digest p
                    where p.stage = 'SEALED' and p.concluded and\s""" + SealedLists.IN_LIST + ")";

    private final String utility;
    private final LedgerReader reader;

    SealedListsCheck(String utility, LedgerReader reader) {
        this.utility = utility;
        this.reader = reader;
    }

    @Override
    public void check(Sink sink) {
        String sql = "select peer, window_start, number, own_digest from pair_digest"
                + " where stage = 'SEALED' and own_digest is not null";
        reader.scan(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql);
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    check(connection, rows, sink);
                }
            }
            return sink;
        });
        checkSealed(sink);
    }

    private void check(Connection connection, ResultSet row, Sink sink) throws SQLException {
        String peer = row.getString(1);
        Instant windowStart = Instant.ofEpochMilli(row.getLong(2));
        long number = row.getLong(3);
        Digest declared = Digest.of(row.getBytes(4));
        String subject = peer + " " + windowStart + " " + number;
        sink.checked("pair digests", 1);
        if (!declared.equals(recomputed(connection, peer, windowStart, number))) {
            sink.finding("sealed-digest-from-trades", subject, "the listed trades do not give the declared digest");
        }
    }

    private Digest recomputed(Connection connection, String peer, Instant windowStart, long number)
            throws SQLException {
        SealedLists.Members members = SealedLists.members(connection, peer, windowStart, number);
        return PairDigests.of(
                utility,
                peer,
                windowStart,
                PairStage.SEALED,
                number,
                members.trades().keySet(),
                members.energyWh());
    }

    /// Sealed is what equal digests hold, or what was deposited, and nothing else.
    private void checkSealed(Sink sink) {
        for (String subject :
                reader.list(SEALED_BY_NOTHING, query -> query.setString(1, utility), row -> row.getString(1))) {
            sink.finding("sealed-digests-equal", subject, "a trade is sealed by no equal digest and no deposit");
        }
    }
}
