package io.gridpact.utility.update;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Answer;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.SignedUpdateAttestation;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateRules;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.protocol.wire.UpdateWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.StoreCheck;
import io.gridpact.utility.ledger.StoredUpdate;
import io.gridpact.utility.peer.AgreementBook;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Reads every update back as an outsider would: columns say what was signed, all signatures verify, and its state is
/// one that the answers allow.
final class UpdatesCheck implements StoreCheck {

    private static final String ALL = "select " + StoredUpdate.COLUMNS + """
            , u.update_digest, u.order_digest, u.revision, u.kind, u.reason, u.follows_window, u.window_start,
            u.quantity_wh, t.consented_order
            from trade_update u join trade t on t.order_digest = u.order_digest""";

    private final String utility;
    private final AgreementBook agreements;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final LedgerReader reader;

    UpdatesCheck(
            String utility,
            AgreementBook agreements,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            LedgerReader reader) {
        this.utility = utility;
        this.agreements = agreements;
        this.directory = directory;
        this.verifier = verifier;
        this.reader = reader;
    }

    @Override
    public void check(Sink sink) {
        reader.scan(connection -> {
            try (PreparedStatement query = connection.prepareStatement(ALL)) {
                query.setFetchSize(LedgerReader.FETCH_ROWS);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        sink.checked("updates", 1);
                        check(rows, sink);
                    }
                }
            }
            return sink;
        });
    }

    private void check(ResultSet row, Sink sink) throws SQLException {
        String subject = Digest.of(row.getBytes("update_digest")).prefix();
        try {
            StoredUpdate stored = StoredUpdate.read(row);
            if (!saysWhatWasSigned(row, stored.update())) {
                sink.finding("update-says-what-was-signed", subject, "columns differ from the signed update");
            }
            Order order = OrderWire.consented(row.getBytes("consented_order")).order();
            if (signatures(stored, order) instanceof Verdict.Refused refused) {
                sink.finding(
                        "update-signatures-verify", subject, refused.refusal().field() + " does not verify");
            }
            if (!stateIsSigned(stored)) {
                sink.finding("update-state-is-signed", subject, "the answers do not say " + stored.state());
            }
        } catch (RefusedException | IllegalArgumentException malformed) {
            sink.finding("update-can-be-read", subject, "cannot be read: " + malformed.getMessage());
        }
    }

    private static boolean saysWhatWasSigned(ResultSet row, Update update) throws SQLException {
        return update.digest().equals(Digest.of(row.getBytes("update_digest")))
                && update.orderDigest().equals(Digest.of(row.getBytes("order_digest")))
                && update.revision() == row.getLong("revision")
                && update.kind().name().equals(row.getString("kind"))
                && update.reason().name().equals(row.getString("reason"))
                && update.followsWindowStart().toEpochMilli() == row.getLong("follows_window")
                && update.window().start().toEpochMilli() == row.getLong("window_start")
                && update.quantityWh() == row.getLong("quantity_wh");
    }

    private Verdict signatures(StoredUpdate stored, Order order) {
        Optional<NetworkProfile> profile = agreements.profileWith(utility, stored.peer());
        if (profile.isEmpty()) {
            return Verdict.refused(Reason.NO_AGREEMENT, "peer", "no agreement");
        }
        Instant judgedAt = stored.sellerAttestation()
                .or(stored::buyerAttestation)
                .map(envelope -> UpdateWire.signed(envelope).attestation().loggedAt())
                .orElse(stored.update().created());
        return UpdateRules.shape(stored.update())
                .then(() -> UpdateRules.asked(stored.update(), order))
                .then(() ->
                        UpdateRules.consent(stored.update(), stored.envelope(), order, judgedAt, directory, verifier))
                .then(() -> answer(stored, order, TradeRole.SELLER, profile.get()))
                .then(() -> answer(stored, order, TradeRole.BUYER, profile.get()));
    }

    private Verdict answer(StoredUpdate stored, Order order, TradeRole role, NetworkProfile profile) {
        Optional<Envelope> envelope = stored.attestation(role);
        if (envelope.isEmpty()) {
            return Verdict.accepted();
        }
        SignedUpdateAttestation signed = UpdateWire.signed(envelope.get());
        return UpdateRules.answer(
                stored.update(),
                order,
                role,
                signed,
                profile,
                signed.attestation().loggedAt(),
                directory,
                verifier);
    }

    private static boolean stateIsSigned(StoredUpdate stored) {
        boolean seller = attests(stored.sellerAttestation());
        boolean buyer = attests(stored.buyerAttestation());
        return switch (stored.state()) {
            case REQUESTED -> stored.buyerAttestation().isEmpty();
            case OPEN -> seller && (buyer || stored.buyerAttestation().isEmpty());
            case IN_FORCE -> seller && buyer;
            case REFUSED -> stored.refusal().isPresent() && !(seller && buyer);
            case LAPSED -> true;
        };
    }

    private static boolean attests(Optional<Envelope> answer) {
        return answer.map(envelope -> UpdateWire.signed(envelope).attestation().answer() == Answer.ATTESTED)
                .orElse(false);
    }
}
