package io.gridpact.arbiter.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.arbiter.network.ADatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The real thing.
class PostgresLogStoreTest extends LogStoreContract {

    @Override
    LogStore newStore() {
        return new PostgresLogStore(ADatabase.migrated().dataSource());
    }

    /// PROTOCOL.md, section 2: what the arbiter must not learn has no column to stand in.
    @Test
    void no_column_can_hold_a_quantity_a_price_or_a_customer_of_a_trade_that_is_not_deposited() throws SQLException {
        List<String> columns = new ArrayList<>();
        try (Connection connection = ADatabase.migrated().dataSource().getConnection();
                ResultSet row = connection.createStatement().executeQuery("""
                                select table_name || '.' || column_name as name from information_schema.columns
                                where table_schema = 'public' and table_name <> 'flyway_schema_history'
                                order by 1""")) {
            while (row.next()) {
                columns.add(row.getString("name"));
            }
        }

        assertThat(columns)
                .containsExactlyInAnyOrder(
                        "checkpoint.checkpoint_number",
                        "checkpoint.note",
                        "checkpoint.root",
                        "checkpoint.signed_at_millis",
                        "checkpoint.tree_size",
                        "equivocation.leaf_index",
                        "equivocation.received_at_millis",
                        "equivocation.statement",
                        "equivocation.statement_digest",
                        "flag.first_utility",
                        "flag.flag_number",
                        "flag.flagged_at_millis",
                        "flag.kind",
                        "flag.pair_number",
                        "flag.second_utility",
                        "flag.stage",
                        "flag.window_start_millis",
                        "log_entry.kind",
                        "log_entry.leaf_hash",
                        "log_entry.leaf_index",
                        "log_entry.logged_at_millis",
                        "log_entry.receipt",
                        "log_entry.sender",
                        "log_entry.statement",
                        "log_entry.statement_digest",
                        "log_entry.submission_key",
                        "network_profile.id",
                        "network_profile.profile",
                        "network_profile.received_at_millis",
                        "operator_audit.at_millis",
                        "operator_audit.call",
                        "operator_audit.caller",
                        "operator_audit.id",
                        "operator_audit.outcome",
                        "refused_signature.at_millis",
                        "refused_signature.caller",
                        "refused_signature.digest_prefix",
                        "refused_signature.id",
                        "refused_signature.method",
                        "refused_signature.unwritten",
                        "pair_standing.first_digest",
                        "pair_standing.first_utility",
                        "pair_standing.pair_number",
                        "pair_standing.second_digest",
                        "pair_standing.second_utility",
                        "pair_standing.stage",
                        "pair_standing.standing",
                        "pair_standing.window_start_millis",
                        "participant_descriptor.descriptor",
                        "participant_descriptor.participant_id",
                        "participant_descriptor.received_at_millis",
                        "participant_descriptor.revision",
                        // What a utility deposits is evidence of a trade; it is kept until the other side has it.
                        "sealing_deposit.depositor",
                        "sealing_deposit.peer",
                        "sealing_deposit.proof",
                        "sealing_deposit.received_at_millis",
                        "sealing_deposit.statement_digest",
                        "sealing_deposit.submission_key",
                        "sealing_deposit.window_start_millis",
                        "sheet_root.direction",
                        "sheet_root.leaf_index",
                        "sheet_root.revision",
                        "sheet_root.statement_digest",
                        "sheet_root.utility",
                        "sheet_root.window_start_millis",
                        "tile.hashes",
                        "tile.level",
                        "tile.tile_index",
                        "tile.width",
                        "watermark.complete_to_millis",
                        "watermark.utility");
    }
}
