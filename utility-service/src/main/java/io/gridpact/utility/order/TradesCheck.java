package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Answer;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.StoreCheck;
import io.gridpact.utility.ledger.StoredTrade;
import io.gridpact.utility.ledger.TradeRows;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads every trade back as an outsider would: the order hashes to its digest, all signatures verify, and the columns
/// say what the signed bytes say.
final class TradesCheck implements StoreCheck {

    private static final Fields RECEIPT = new Fields(Reason.INTERNAL, "receipt");

    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final LedgerReader reader;

    TradesCheck(Function<String, Optional<Participant>> directory, SignatureVerifier verifier, LedgerReader reader) {
        this.directory = directory;
        this.verifier = verifier;
        this.reader = reader;
    }

    @Override
    public void check(Sink sink) {
        String sql = "select " + TradeRows.COLUMNS + """
                , t.buyer_platform, t.order_id, t.seller_platform, t.window_end, t.quantity_wh, t.currency, t.price,
                t.buyer_meter, t.seller_meter, t.seller_attestation_digest, t.buyer_attestation_digest, t.receipt,
                t.mode, t.seller_beyond_limit, t.buyer_beyond_limit, t.seller_customer, t.buyer_customer,
                t.revision, u.window_start as u_start, u.window_end as u_end, u.quantity_wh as u_wh, u.kind as u_kind
                from trade t left join trade_update u on u.order_digest = t.order_digest and u.revision = t.revision
                    and u.state = 'IN_FORCE' and u.seller_attestation_digest = t.revision_seller_digest
                    and u.buyer_attestation_digest = t.revision_buyer_digest""";
        reader.scan(connection -> {
            try (PreparedStatement query = connection.prepareStatement(sql)) {
                query.setFetchSize(LedgerReader.FETCH_ROWS);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        sink.checked("trades", 1);
                        check(rows, sink);
                    }
                }
            }
            return sink;
        });
    }

    private void check(ResultSet row, Sink sink) throws SQLException {
        String subject = Digest.of(row.getBytes("order_digest")).prefix();
        try {
            StoredTrade trade = TradeRows.read(row);
            ConsentedOrder consented = trade.consented();
            if (!saysWhatWasSigned(row, trade, consented.order())) {
                sink.finding("trade-says-what-was-signed", subject, "columns differ from the signed order");
            }
            if (signatures(consented, trade, row.getBytes("receipt")) instanceof Verdict.Refused refused) {
                sink.finding(
                        "trade-signatures-verify", subject, refused.refusal().field() + " does not verify");
            }
            if (!stateIsSigned(trade)) {
                sink.finding("trade-state-is-signed", subject, "the attestations do not say " + trade.state());
            }
        } catch (RefusedException | IllegalArgumentException malformed) {
            sink.finding("trade-can-be-read", subject, "cannot be read: " + malformed.getMessage());
        }
    }

    private static boolean saysWhatWasSigned(ResultSet row, StoredTrade trade, Order order) throws SQLException {
        return order.digest().equals(trade.order())
                && order.buyerPlatform().equals(row.getString("buyer_platform"))
                && order.orderId().equals(row.getString("order_id"))
                && order.sellerPlatform().equals(row.getString("seller_platform"))
                && order.buyerUtility().equals(trade.buyerUtility())
                && order.sellerUtility().equals(trade.sellerUtility())
                && saysWhatIsInForce(row, order)
                && order.expires().equals(trade.expires())
                && order.price().currency().equals(row.getString("currency"))
                && order.price().perKwh().compareTo(row.getBigDecimal("price")) == 0
                && Arrays.equals(order.buyer().meterKeyId().value().bytes(), row.getBytes("buyer_meter"))
                && Arrays.equals(order.seller().meterKeyId().value().bytes(), row.getBytes("seller_meter"))
                && order.mode().name().equals(row.getString("mode"))
                && saysWhetherBeyondLimit(row, trade, TradeRole.SELLER)
                && saysWhetherBeyondLimit(row, trade, TradeRole.BUYER)
                && isDigestOf(trade.sellerAttestation(), row.getBytes("seller_attestation_digest"))
                && isDigestOf(trade.buyerAttestation(), row.getBytes("buyer_attestation_digest"));
    }

    /// Of a side whose customer is here it says what this utility has signed.
    private static boolean saysWhetherBeyondLimit(ResultSet row, StoredTrade trade, TradeRole role)
            throws SQLException {
        String side = role == TradeRole.SELLER ? "seller" : "buyer";
        boolean own = row.getString(side + "_customer") != null;
        boolean signed = own
                && trade.attestation(role)
                        .filter(envelope ->
                                AttestationWire.attestation(envelope).limitExceeded())
                        .isPresent();
        return row.getBoolean(side + "_beyond_limit") == signed;
    }

    /// Window and quantity are the order's, or those of the update in force; what was cancelled stays readable.
    private static boolean saysWhatIsInForce(ResultSet row, Order order) throws SQLException {
        boolean revised = row.getLong("revision") > 0;
        String kind = row.getString("u_kind");
        if (revised && kind == null) {
            return false;
        }
        boolean cancelled = "CANCEL".equals(kind);
        long startMillis =
                revised ? row.getLong("u_start") : order.window().start().toEpochMilli();
        long endMillis = revised ? row.getLong("u_end") : order.window().end().toEpochMilli();
        long quantityWh = revised ? row.getLong("u_wh") : order.quantityWh();
        return startMillis == row.getLong("window_start")
                && endMillis == row.getLong("window_end")
                && (cancelled || quantityWh == row.getLong("quantity_wh"))
                && cancelled == row.getString("state").equals("CANCELLED");
    }

    private static boolean isDigestOf(Optional<Envelope> envelope, byte @Nullable [] digest) {
        return Arrays.equals(envelope.map(signed -> signed.digest().bytes()).orElse(null), digest);
    }

    private Verdict signatures(ConsentedOrder consented, StoredTrade trade, byte @Nullable [] receipt) {
        Order order = consented.order();
        return OrderRules.consent(consented, judgedAt(trade, order), directory, verifier)
                .then(() -> answer(trade, order, TradeRole.SELLER))
                .then(() -> answer(trade, order, TradeRole.BUYER))
                .then(() -> receipt == null ? Verdict.accepted() : receipt(trade, receipt));
    }

    private static Instant judgedAt(StoredTrade trade, Order order) {
        return Stream.of(trade.sellerAttestation(), trade.buyerAttestation())
                .flatMap(Optional::stream)
                .map(envelope -> AttestationWire.attestation(envelope).loggedAt())
                .findFirst()
                .orElse(order.created());
    }

    private Verdict answer(StoredTrade trade, Order order, TradeRole role) {
        return trade.attestation(role)
                .map(envelope -> OrderRules.answer(order, role, AttestationWire.signed(envelope), directory, verifier))
                .orElseGet(Verdict::accepted);
    }

    private Verdict receipt(StoredTrade trade, byte[] encoded) {
        Envelope envelope = EnvelopeWire.parse(encoded, RECEIPT);
        Receipt receipt = AttestationWire.receipt(envelope);
        boolean fits = receipt.orderDigest().equals(trade.order())
                && trade.sellerAttestation().map(Envelope::digest).equals(Optional.of(receipt.sellerAttestation()))
                && trade.buyerAttestation().map(Envelope::digest).equals(Optional.of(receipt.buyerAttestation()));
        boolean signed = directory
                .apply(trade.sellerUtility())
                .filter(seller -> seller.signed(envelope, receipt.signedAt(), verifier))
                .isPresent();
        return Verdict.require(fits && signed, Reason.INVALID_PROOF, "receipt", "not of this trade and its seller");
    }

    private static boolean stateIsSigned(StoredTrade trade) {
        List<Answer> answers = Stream.of(trade.sellerAttestation(), trade.buyerAttestation())
                .flatMap(Optional::stream)
                .map(envelope -> AttestationWire.attestation(envelope).answer())
                .toList();
        return switch (trade.state()) {
            case PENDING -> !answers.isEmpty() && !answers.contains(Answer.REFUSED);
            case SEALED, DELIVERED, ALLOCATED, SETTLED, CANCELLED ->
                answers.equals(List.of(Answer.ATTESTED, Answer.ATTESTED));
            case REFUSED -> answers.contains(Answer.REFUSED);
            case VOID -> !answers.contains(Answer.REFUSED);
        };
    }
}
