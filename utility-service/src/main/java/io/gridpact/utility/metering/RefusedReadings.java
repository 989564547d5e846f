package io.gridpact.utility.metering;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.SqlBatch;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/// Keeps signed readings that were refused, for review (PROTOCOL.md, section 6).
final class RefusedReadings {

    /// Kept of one meter and window; more are only counted, so that a broken meter cannot fill the database.
    static final int MAX_KEPT_PER_METER_WINDOW = 8;

    /// Kept of meters that are not enrolled, all together.
    static final int MAX_KEPT_OF_STRANGERS = 1_000;

    /// What is said of a reading whose meter is not enrolled.
    static final String STRANGER = "not a meter that is enrolled here";

    record Kept(Reading reading, DeliveryWindow window, Refusal refusal, Envelope envelope) {}

    private RefusedReadings() {}

    static void keep(LedgerTransaction transaction, List<Kept> refused) throws SQLException {
        if (refused.isEmpty()) {
            return;
        }
        try (SqlBatch insert = new SqlBatch(
                transaction.connection(), """
                insert into refused_reading (digest, meter_key_id, window_start, field, description, envelope, received_at)
                select n.digest, n.meter_key_id, n.window_start, n.field, n.description, n.envelope, n.received_at
                from (select r.*, row_number() over (partition by r.meter_key_id, r.window_start order by r.place) as nth,
                        row_number() over (partition by r.description order by r.place) as nth_stranger
                    from unnest(?::bytea[], ?::bytea[], ?::bigint[], ?::text[], ?::text[], ?::bytea[], ?::bigint[])
                        with ordinality as r
                            (digest, meter_key_id, window_start, field, description, envelope, received_at, place)) n
                where n.nth + (select count(*) from refused_reading k
                    where k.meter_key_id = n.meter_key_id and k.window_start = n.window_start) <= %d
                    and (n.description <> '%s' or n.nth_stranger + (select count(*) from refused_reading k
                        where k.description = n.description) <= %d)
                on conflict (digest) do nothing""".formatted(MAX_KEPT_PER_METER_WINDOW, STRANGER, MAX_KEPT_OF_STRANGERS))) {
            for (Kept kept : refused) {
                insert.row(
                        kept.reading().digest().bytes(),
                        kept.reading().meterKey().id().value().bytes(),
                        kept.window().start().toEpochMilli(),
                        kept.refusal().field(),
                        kept.refusal().description(),
                        EnvelopeWire.encode(kept.envelope()),
                        transaction.now().toEpochMilli());
            }
            insert.update();
        }
    }

    /// What is believed now is under review no more: it came again when it held, or an operator vouched for it.
    ///
    /// @param reasons for each reading why; empty where nobody had to vouch for it
    static void accepted(LedgerTransaction transaction, Map<Digest, String> reasons) throws SQLException {
        if (reasons.isEmpty()) {
            return;
        }
        try (SqlBatch update = new SqlBatch(transaction.connection(), """
                update refused_reading r set decision = 'ACCEPTED', decided_at = n.at, decision_reason = n.reason
                from unnest(?::bytea[], ?::bigint[], ?::text[]) as n (digest, at, reason)
                where r.digest = n.digest and r.decision is distinct from 'ACCEPTED'""")) {
            long now = transaction.now().toEpochMilli();
            reasons.forEach((digest, reason) -> update.row(digest.bytes(), now, reason));
            update.update();
        }
    }
}
