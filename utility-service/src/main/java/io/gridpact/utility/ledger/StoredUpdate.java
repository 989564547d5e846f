package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.UpdateWire;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// An update as the ledger holds it.
///
/// @param peer the other utility; this one where both sides are here
/// @param refusal why it was refused, where it was
public record StoredUpdate(
        Update update,
        Envelope envelope,
        String peer,
        State state,
        Optional<Envelope> sellerAttestation,
        Optional<Envelope> buyerAttestation,
        Optional<Envelope> receipt,
        Optional<Refusal> refusal) {

    /// Where an update stands here.
    public enum State {
        /// Of this utility as the buyer's; the seller's has not attested it yet.
        REQUESTED,
        /// Attested here.
        OPEN,
        /// The trade is changed.
        IN_FORCE,
        /// By either utility.
        REFUSED,
        /// Neither in force nor proven in time.
        LAPSED
    }

    /// What [#read] needs of a row of `trade_update u`, under names that no column of a trade has.
    public static final String COLUMNS = """
            u.envelope as update_envelope, u.peer as update_peer, u.state as update_state,
            u.seller_attestation as update_seller, u.buyer_attestation as update_buyer, u.receipt as update_receipt,
            u.refusal_reason, u.refusal_field, u.refusal_description""";

    private static final Fields STORED = Fields.of(Reason.INTERNAL);

    public static StoredUpdate read(ResultSet row) throws SQLException {
        Envelope envelope = EnvelopeWire.parse(row.getBytes("update_envelope"), STORED);
        String reason = row.getString("refusal_reason");
        return new StoredUpdate(
                UpdateWire.update(envelope, STORED),
                envelope,
                row.getString("update_peer"),
                State.valueOf(row.getString("update_state")),
                envelope(row.getBytes("update_seller")),
                envelope(row.getBytes("update_buyer")),
                envelope(row.getBytes("update_receipt")),
                reason == null
                        ? Optional.empty()
                        : Optional.of(Refusal.of(
                                Reason.valueOf(reason),
                                row.getString("refusal_field"),
                                row.getString("refusal_description"))));
    }

    public Digest digest() {
        return update.digest();
    }

    public Optional<Envelope> attestation(TradeRole role) {
        return switch (role) {
            case SELLER -> sellerAttestation;
            case BUYER -> buyerAttestation;
        };
    }

    private static Optional<Envelope> envelope(byte @Nullable [] encoded) {
        return Optional.ofNullable(encoded).map(bytes -> EnvelopeWire.parse(bytes, STORED));
    }
}
