package io.gridpact.utility.sealing;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.pairing.SealedLists;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Deposits with the arbiter, and takes trades as sealed that it has logged.
public final class SendDeposits implements OutboxSender {

    /// Outbox kind; about an order, or an update that is not in force.
    public static final String KIND = "SEALING_DEPOSIT";

    private static final Fields STORED = Fields.of(Reason.INTERNAL);
    private static final Logger LOG = Logger.getLogger(SendDeposits.class);

    private final LedgerReader reader;
    private final DepositLink arbiter;
    private final LedgerWriter writer;
    private final Runnable whenLogged;

    /// @param whenLogged is run when receipts have been stored
    public SendDeposits(LedgerReader reader, DepositLink arbiter, LedgerWriter writer, Runnable whenLogged) {
        this.reader = reader;
        this.arbiter = arbiter;
        this.writer = writer;
        this.whenLogged = whenLogged;
    }

    /// @param proven null where the trade is not pending any more
    private record Ready(Digest order, DepositLink.@Nullable Proven proven) {}

    private record Answered(OutboxMessage message, Optional<DepositLink.Result> result) {}

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int maxBatch() {
        return DepositLink.MAX_DEPOSITS;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        List<Ready> ready = subjects.stream().map(this::ready).toList();
        List<DepositLink.Proven> proven = new ArrayList<>();
        for (Ready deposit : ready) {
            if (deposit.proven() != null) {
                proven.add(deposit.proven());
            }
        }
        // 1. Send: the link verifies each receipt before it is believed.
        var results = (proven.isEmpty() ? List.<DepositLink.Result>of() : arbiter.deposit(proven)).iterator();
        // 2. Persist what came of them; what is logged is sealed.
        for (Ready deposit : ready) {
            Optional<DepositLink.Result> result =
                    deposit.proven() == null ? Optional.empty() : Optional.of(results.next());
            writer.write(Store.INSTANCE, new Answered(new OutboxMessage(target, KIND, deposit.order()), result));
        }
        // 3. Tell: what waited for it may go on.
        whenLogged.run();
    }

    private Ready ready(Digest order) {
        return reader.read(connection -> {
            String sql = """
                    select d.envelope, d.order_digest, coalesce(u.revision, t.revision)
                    from sealing_deposit d join trade t on t.order_digest = d.order_digest
                    left join trade_update u on u.update_digest = d.subject
                    where d.subject = ? and t.state = 'PENDING' and (u.state is null or u.state = 'OPEN')""";
            try (var query = connection.prepareStatement(sql)) {
                query.setBytes(1, order.bytes());
                try (var row = query.executeQuery()) {
                    Optional<SealingProof> proof = row.next()
                            ? ProofsOfSealing.of(
                                    connection, new SealedLists.Listed(Digest.of(row.getBytes(2)), row.getLong(3)))
                            : Optional.empty();
                    return new Ready(
                            order,
                            proof.isEmpty()
                                    ? null
                                    : new DepositLink.Proven(EnvelopeWire.parse(row.getBytes(1), STORED), proof.get()));
                }
            }
        });
    }

    private enum Store implements LedgerStep<Answered, Boolean> {
        INSTANCE;

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Answered> items) throws SQLException {
            List<Boolean> stored = new ArrayList<>(items.size());
            for (Answered item : items) {
                Digest order = item.message().subject();
                boolean done = true;
                if (item.result().isPresent()) {
                    switch (item.result().get()) {
                        case DepositLink.Logged logged -> logged(transaction, order, logged);
                        case DepositLink.Refused refused -> done = refused(transaction, order, refused.refusal());
                    }
                }
                if (done) {
                    transaction.delivered(item.message());
                }
                stored.add(true);
            }
            return stored;
        }

        private static void logged(LedgerTransaction transaction, Digest order, DepositLink.Logged logged)
                throws SQLException {
            Envelope envelope = logged.envelope();
            Instant loggedAt = logged.receipt().loggedAt();
            Instant windowStart;
            try (PreparedStatement update = transaction.connection().prepareStatement("""
                    update sealing_deposit set log_receipt = ?, logged_at = ?, refused = null
                    where subject = ? returning envelope""")) {
                update.setBytes(1, EnvelopeWire.encode(envelope));
                update.setLong(2, loggedAt.toEpochMilli());
                update.setBytes(3, order.bytes());
                try (ResultSet row = update.executeQuery()) {
                    row.next();
                    Envelope deposit = EnvelopeWire.parse(row.getBytes(1), STORED);
                    windowStart = StatementWire.sealingDeposit(deposit, STORED).windowStart();
                }
            }
            if (!SealDeposited.sealUpdate(transaction, order, windowStart, loggedAt)) {
                SealDeposited.sealUnlessUpdated(transaction, order, loggedAt);
            }
        }

        /// Whether the same again would be refused again. A signature may be that of somebody whom the arbiter does
        /// not know yet.
        private static boolean refused(LedgerTransaction transaction, Digest order, Refusal refusal)
                throws SQLException {
            LOG.warnf("the arbiter does not take the deposit of trade %s: %s", order.prefix(), refusal);
            try (PreparedStatement update = transaction
                    .connection()
                    .prepareStatement("update sealing_deposit set refused = ? where subject = ?")) {
                update.setString(1, refusal.reason().name());
                update.setBytes(2, order.bytes());
                update.executeUpdate();
            }
            return switch (refusal.reason()) {
                case WINDOW_CLOSED, INVALID_PROOF, INVALID_ORDER, EQUIVOCATION -> true;
                default -> false;
            };
        }
    }
}
