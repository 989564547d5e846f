package io.gridpact.arbiter.deposit;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.SubmissionKey;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.SealingWire;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// Where proofs are kept until the other side has them. Whether a deposit counts, the log says.
final class DepositStore {

    /// Deposits that [#logged] gives at once.
    static final int MAX_PAGE = 50;

    private static final String INSERT = """
            insert into sealing_deposit (depositor, submission_key, statement_digest, peer, window_start_millis, proof,
                received_at_millis)
            values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing""";

    private static final String LOGGED = """
            select d.depositor, e.leaf_index, e.statement, e.receipt, d.proof
            from sealing_deposit d join log_entry e on e.sender = d.depositor and e.kind = 'SEALING_DEPOSIT'
                and e.submission_key = d.submission_key and e.statement_digest = d.statement_digest
            where d.window_start_millis = ? and (d.depositor = ? and d.peer = ? or d.depositor = ? and d.peer = ?)
                and e.leaf_index > ?
            order by e.leaf_index limit ?""";

    private static final String EACH = """
            select d.depositor, e.leaf_index, e.statement, e.receipt, d.proof
            from sealing_deposit d join log_entry e on e.sender = d.depositor and e.kind = 'SEALING_DEPOSIT'
                and e.submission_key = d.submission_key and e.statement_digest = d.statement_digest
            order by e.leaf_index""";

    private static final String MISSING = """
            select count(*) from log_entry e where e.kind = 'SEALING_DEPOSIT' and not exists (
                select from sealing_deposit d where d.depositor = e.sender
                    and d.submission_key = e.submission_key and d.statement_digest = e.statement_digest)""";

    private static final String FORGET = """
            update sealing_deposit d set proof = null from log_entry e
            where e.leaf_index = any (?) and e.kind = 'SEALING_DEPOSIT' and e.sender = d.depositor
                and e.submission_key = d.submission_key and d.peer = ?""";

    private static final String DROP = """
            delete from sealing_deposit d where d.depositor = ? and d.statement_digest = ?
                and not exists (select from log_entry e where e.sender = d.depositor
                    and e.kind = 'SEALING_DEPOSIT' and e.submission_key = d.submission_key)""";

    private static final String MATCHED = """
            select coalesce(max(p.pair_number), 0) from pair_standing p
            where p.first_utility = ? and p.second_utility = ? and p.window_start_millis = ? and p.stage = 'SEALED'
                and p.standing = 'MATCHED' and 2 = (select count(*) from log_entry e
                    where e.kind = 'PAIR_DIGEST' and e.sender in (p.first_utility, p.second_utility)
                        and e.submission_key = ? || p.pair_number and e.logged_at_millis < ?)""";

    private final DataSource database;

    DepositStore(DataSource database) {
        this.database = database;
    }

    @FunctionalInterface
    private interface Use<T> {
        T apply(PreparedStatement statement) throws SQLException;
    }

    /// Keeps a proof; the first under a key stays.
    void keep(Deposit deposit, Instant now) {
        SealingDeposit said = deposit.statement();
        using(INSERT, insert -> {
            insert.setString(1, said.utility());
            insert.setString(2, SubmissionKey.deposit(said.utility(), said.peer(), said.windowStart(), said.leaf()));
            insert.setBytes(3, said.digest().bytes());
            insert.setString(4, said.peer());
            insert.setLong(5, said.windowStart().toEpochMilli());
            insert.setBytes(6, SealingWire.encode(deposit.proof()));
            insert.setLong(7, now.toEpochMilli());
            return insert.executeUpdate();
        });
    }

    /// Drops what was kept of a deposit that did not get into the log.
    void drop(String depositor, Digest statement) {
        using(DROP, delete -> {
            delete.setString(1, depositor);
            delete.setBytes(2, statement.bytes());
            return delete.executeUpdate();
        });
    }

    /// Deposits of two utilities for a window, of either, in the order of the log; at most [#MAX_PAGE].
    List<StoredDeposit> logged(String one, String other, Instant windowStart, long afterLeafIndex) {
        return using(LOGGED, query -> {
            query.setLong(1, windowStart.toEpochMilli());
            query.setString(2, one);
            query.setString(3, other);
            query.setString(4, other);
            query.setString(5, one);
            query.setLong(6, afterLeafIndex);
            query.setInt(7, MAX_PAGE);
            List<StoredDeposit> found = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    found.add(new StoredDeposit(
                            row.getString(1), row.getLong(2), row.getBytes(3), row.getBytes(4), row.getBytes(5)));
                }
            }
            return found;
        });
    }

    /// Every deposit that is kept and in the log, streamed.
    void eachLogged(Consumer<StoredDeposit> sink) {
        using(EACH, query -> {
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    sink.accept(new StoredDeposit(
                            row.getString(1), row.getLong(2), row.getBytes(3), row.getBytes(4), row.getBytes(5)));
                }
            }
            return EACH;
        });
    }

    /// How many deposits are in the log that nothing is kept of.
    long missing() {
        return using(MISSING, query -> {
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    /// Forgets what the orders say of deposits that were made for that utility.
    ///
    /// @return how many it had not known to be told
    int forget(String peer, Collection<Long> leafIndices) {
        return using(FORGET, update -> {
            update.setArray(1, update.getConnection().createArrayOf("bigint", leafIndices.toArray(Long[]::new)));
            update.setString(2, peer);
            return update.executeUpdate();
        });
    }

    /// Forgets what nobody has asked for since.
    int forgetBefore(Instant receivedBefore) {
        return using(
                "update sealing_deposit set proof = null where proof is not null and received_at_millis < ?",
                update -> {
                    update.setLong(1, receivedBefore.toEpochMilli());
                    return update.executeUpdate();
                });
    }

    /// When the last checkpoint at or before an instant was signed.
    Optional<Instant> checkpointBefore(Instant instant) {
        return time("select max(signed_at_millis) from checkpoint where signed_at_millis <= ?", instant);
    }

    /// When the first checkpoint after an instant was signed.
    Optional<Instant> checkpointAfter(Instant instant) {
        return time("select min(signed_at_millis) from checkpoint where signed_at_millis > ?", instant);
    }

    /// The highest number under which both utilities' SEALED digests are equal and were logged by then; 0 where none.
    long matchedNumber(String first, String second, Instant windowStart, Instant before) {
        String key = SubmissionKey.pair(first, second, windowStart, PairStage.SEALED, 1);
        return using(MATCHED, query -> {
            query.setString(1, first);
            query.setString(2, second);
            query.setLong(3, windowStart.toEpochMilli());
            query.setString(4, key.substring(0, key.length() - 1));
            query.setLong(5, before.toEpochMilli());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        });
    }

    private Optional<Instant> time(String sql, Instant instant) {
        return using(sql, query -> {
            query.setLong(1, instant.toEpochMilli());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                long millis = row.getLong(1);
                return row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochMilli(millis));
            }
        });
    }

    private <T> T using(String sql, Use<T> use) {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return use.apply(statement);
        } catch (SQLException failure) {
            throw new RefusedException(Refusal.of(Reason.UNAVAILABLE, "", "deposits cannot be kept now"), failure);
        }
    }
}
