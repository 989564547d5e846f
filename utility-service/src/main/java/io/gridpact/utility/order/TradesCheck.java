package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderRules;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.StoreCheck;
import io.gridpact.utility.ledger.StoredTrade;
import io.gridpact.utility.ledger.TradeRows;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.function.Function;

/// Reads every trade back as an outsider would: the order hashes to its digest, all signatures verify, and the columns
/// say what the signed bytes say.
final class TradesCheck implements StoreCheck {

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
        String sql =
                "select " + TradeRows.COLUMNS + ", t.quantity_wh, t.buyer_platform, t.seller_platform from trade t";
        reader.read(connection -> {
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
        Digest digest = Digest.of(row.getBytes("order_digest"));
        try {
            StoredTrade trade = TradeRows.read(row);
            ConsentedOrder consented = OrderWire.consented(trade.consentedOrder());
            Order order = consented.order();
            if (!order.digest().equals(digest)
                    || order.quantityWh() != row.getLong("quantity_wh")
                    || !order.buyerPlatform().equals(row.getString("buyer_platform"))
                    || !order.sellerPlatform().equals(row.getString("seller_platform"))
                    || !order.window().start().equals(trade.windowStart())) {
                sink.finding("trade-says-what-was-signed", digest.prefix(), "columns differ from the signed order");
            }
            Verdict verdict = OrderRules.consent(consented, directory, verifier)
                    .then(() -> answer(trade, order, TradeRole.SELLER))
                    .then(() -> answer(trade, order, TradeRole.BUYER));
            if (verdict instanceof Verdict.Refused refused) {
                sink.finding(
                        "trade-signatures-verify",
                        digest.prefix(),
                        refused.refusal().field() + " does not verify");
            }
        } catch (RefusedException malformed) {
            sink.finding(
                    "trade-can-be-read", digest.prefix(), malformed.refusal().field() + " cannot be read");
        }
    }

    private Verdict answer(StoredTrade trade, Order order, TradeRole role) {
        return trade.attestation(role)
                .map(envelope -> OrderRules.answer(order, role, AttestationWire.signed(envelope), directory, verifier))
                .orElseGet(Verdict::accepted);
    }
}
