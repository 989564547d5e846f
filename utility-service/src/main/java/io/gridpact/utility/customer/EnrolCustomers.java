package io.gridpact.utility.customer;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.EnrolledCustomer;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.SqlBatch;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.peer.AgreementBook;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Enrols customers with their meters, mandates and limits, all or none (PROTOCOL.md, section 4).
///
/// A limit that is lowered below what a day has used already stands at what is used: trades that are attested stay.
public final class EnrolCustomers {

    /// How long a meter's key is valid.
    private static final Instant NO_END = Instant.parse("9999-12-31T00:00:00Z");

    /// What is to be enrolled.
    public record Enrolment(List<String> customers, List<Meter> meters, List<Mandate> mandates, List<Limit> limits) {}

    /// @param directions what it measures, at least one
    /// @param validFrom the first window's start
    /// @param cannotSign whether this utility signs its readings; the key then only names it
    public record Meter(
            String customerId,
            String meterId,
            PublicKey key,
            Set<Direction> directions,
            Instant validFrom,
            boolean cannotSign) {}

    public record Mandate(String customerId, String platform, Direction direction, long limitWhPerDay) {}

    public record Limit(String customerId, Direction direction, long limitWhPerDay) {}

    private final String utility;
    private final AgreementBook agreements;
    private final Signer signer;
    private final Salts salts;
    private final LedgerWriter writer;
    private final EnrolStep step = new EnrolStep();

    public EnrolCustomers(String utility, AgreementBook agreements, Signer signer, Salts salts, LedgerWriter writer) {
        this.utility = utility;
        this.agreements = agreements;
        this.signer = signer;
        this.salts = salts;
        this.writer = writer;
    }

    /// @return how many rows changed
    /// @throws RefusedException UNKNOWN_CUSTOMER where something belongs to nobody, INVALID_REQUEST with the field
    ///     where
    ///     something contradicts what is enrolled or is given twice: then nothing is enrolled
    public int enrol(Enrolment enrolment) {
        agreements.agreements().stream()
                .flatMap(agreement -> agreements.profile(agreement.profileDigest()).stream())
                .findFirst()
                .ifPresent(profile -> requireWindowStarts(profile, enrolment.meters()));
        return writer.write(step, enrolment);
    }

    /// A peer would not believe a meter that is enrolled from anywhere within a window.
    private static void requireWindowStarts(NetworkProfile profile, List<Meter> meters) {
        for (Meter meter : meters) {
            if (!profile.windowAt(meter.validFrom()).start().equals(meter.validFrom())) {
                throw new RefusedException(
                        Refusal.of(Reason.INVALID_REQUEST, "meters.valid_from_millis", "no window begins then"));
            }
        }
    }

    private final class EnrolStep implements LedgerStep<Enrolment, Integer> {

        @Override
        public List<Integer> apply(LedgerTransaction transaction, List<Enrolment> items) throws SQLException {
            List<Integer> changed = new ArrayList<>(items.size());
            for (Enrolment item : items) {
                changed.add(customers(transaction, item.customers())
                        + meters(transaction, item.meters())
                        + mandates(transaction, item.mandates())
                        + limits(transaction, item.limits()));
            }
            return changed;
        }
    }

    private int customers(LedgerTransaction transaction, List<String> customers) throws SQLException {
        try (SqlBatch insert = new SqlBatch(transaction.connection(), """
                insert into customer (customer_id, commitment_salt)
                select * from unnest(?::text[], ?::bytea[]) on conflict do nothing""")) {
            customers.stream().distinct().forEach(customer -> insert.row(customer, salts.next()));
            return insert.update();
        }
    }

    private int meters(LedgerTransaction transaction, List<Meter> meters) throws SQLException {
        Map<String, byte[]> commitmentSalts = requireCustomers(
                transaction, meters.stream().map(Meter::customerId).toList());
        EnrolledMeterIds enrolled = EnrolledMeterIds.among(transaction.connection(), meters);
        try (SqlBatch insert = new SqlBatch(transaction.connection(), """
                insert into meter (key_id, meter_id, customer_id, public_key, injection, consumption, valid_from,
                    enrolment_digest, enrolment, cannot_sign)
                select * from unnest(?::bytea[], ?::text[], ?::text[], ?::bytea[], ?::boolean[], ?::boolean[],
                    ?::bigint[], ?::bytea[], ?::bytea[], ?::boolean[])""")) {
            for (Meter meter : meters) {
                if (!enrolled.add(meter)) {
                    continue;
                }
                byte[] salt = commitmentSalts.getOrDefault(meter.customerId(), new byte[0]);
                Envelope enrolment = sign(meter, salt);
                transaction.journal(enrolment.digest());
                insert.row(
                        meter.key().id().value().bytes(),
                        meter.meterId(),
                        meter.customerId(),
                        meter.key().bytes(),
                        meter.directions().contains(Direction.INJECTION),
                        meter.directions().contains(Direction.CONSUMPTION),
                        meter.validFrom().toEpochMilli(),
                        enrolment.digest().bytes(),
                        EnvelopeWire.encode(enrolment),
                        meter.cannotSign());
            }
            return insert.update();
        }
    }

    private Envelope sign(Meter meter, byte[] commitmentSalt) {
        MeterEnrolment enrolment = new MeterEnrolment(
                Unsigned.DIGEST,
                utility,
                new SigningKey(meter.key(), meter.validFrom(), NO_END),
                EnrolledCustomer.commitment(commitmentSalt, utility, meter.customerId()),
                meter.directions(),
                meter.validFrom(),
                meter.cannotSign());
        return Envelopes.sign(MeterEnrolment.PAYLOAD_TYPE, DirectoryWire.payload(enrolment, salts.next()), signer);
    }

    private static int mandates(LedgerTransaction transaction, List<Mandate> mandates) throws SQLException {
        requireCustomers(transaction, mandates.stream().map(Mandate::customerId).toList());
        requireDifferent(
                "mandates",
                mandates.stream()
                        .map(mandate -> List.of(mandate.customerId(), mandate.platform(), mandate.direction()))
                        .toList());
        int changed = 0;
        try (SqlBatch upsert = new SqlBatch(transaction.connection(), """
                insert into mandate (customer_id, platform, direction, limit_wh_per_day)
                select * from unnest(?::text[], ?::text[], ?::text[], ?::bigint[])
                on conflict (customer_id, platform, direction) do update
                    set limit_wh_per_day = excluded.limit_wh_per_day
                where mandate.limit_wh_per_day <> excluded.limit_wh_per_day""")) {
            for (Mandate mandate : mandates) {
                upsert.row(
                        mandate.customerId(),
                        mandate.platform(),
                        mandate.direction().name(),
                        mandate.limitWhPerDay());
            }
            changed += upsert.update();
        }
        adjust(transaction, mandates);
        return changed;
    }

    private static int limits(LedgerTransaction transaction, List<Limit> limits) throws SQLException {
        requireCustomers(transaction, limits.stream().map(Limit::customerId).toList());
        requireDifferent(
                "limits",
                limits.stream()
                        .map(limit -> List.of(limit.customerId(), limit.direction()))
                        .toList());
        int changed = 0;
        try (SqlBatch upsert = new SqlBatch(transaction.connection(), """
                insert into customer_limit (customer_id, direction, limit_wh_per_day)
                select * from unnest(?::text[], ?::text[], ?::bigint[])
                on conflict (customer_id, direction) do update set limit_wh_per_day = excluded.limit_wh_per_day
                where customer_limit.limit_wh_per_day <> excluded.limit_wh_per_day""")) {
            for (Limit limit : limits) {
                upsert.row(limit.customerId(), limit.direction().name(), limit.limitWhPerDay());
            }
            changed += upsert.update();
        }
        adjust(
                transaction,
                limits.stream()
                        .map(limit -> new Mandate(limit.customerId(), "", limit.direction(), limit.limitWhPerDay()))
                        .toList());
        return changed;
    }

    /// Days that are under way, or in the future, follow the new limit.
    private static void adjust(LedgerTransaction transaction, List<Mandate> limits) throws SQLException {
        LocalDate today = LocalDate.ofInstant(transaction.now(), ZoneOffset.UTC);
        try (SqlBatch update = new SqlBatch(transaction.connection(), """
                update limit_account a set max_wh = greatest(n.max_wh, a.used_wh - a.breach_wh),
                    breach_wh = greatest(0, a.used_wh - greatest(n.max_wh, a.used_wh - a.breach_wh))
                from unnest(?::text[], ?::text[], ?::text[], ?::bigint[], ?::date[])
                    as n (customer_id, platform, direction, max_wh, today)
                where a.customer_id = n.customer_id and a.platform = n.platform and a.direction = n.direction
                    and a.day >= n.today""")) {
            for (Mandate limit : limits) {
                update.row(
                        limit.customerId(),
                        limit.platform(),
                        limit.direction().name(),
                        limit.limitWhPerDay(),
                        today.toString());
            }
            update.update();
        }
    }

    private static void requireDifferent(String field, List<?> keys) {
        if (new HashSet<>(keys).size() < keys.size()) {
            throw new RefusedException(Refusal.of(Reason.INVALID_REQUEST, field, "given twice"));
        }
    }

    private static Map<String, byte[]> requireCustomers(LedgerTransaction transaction, List<String> customers)
            throws SQLException {
        Map<String, byte[]> salts = new HashMap<>();
        try (SqlBatch select = new SqlBatch(
                transaction.connection(),
                "select customer_id, commitment_salt from customer where customer_id = any (?::text[])")) {
            customers.forEach(select::row);
            try (ResultSet rows = select.query()) {
                while (rows.next()) {
                    salts.put(rows.getString(1), rows.getBytes(2));
                }
            }
        }
        if (!salts.keySet().containsAll(customers)) {
            throw new RefusedException(
                    Refusal.of(Reason.UNKNOWN_CUSTOMER, "customer_id", "no customer of this utility"));
        }
        return salts;
    }
}
