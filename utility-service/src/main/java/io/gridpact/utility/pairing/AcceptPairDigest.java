package io.gridpact.utility.pairing;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.peer.AgreementBook;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes a peer's pair digest (PROTOCOL.md, section 8).
public final class AcceptPairDigest {

    private static final Fields AT = new Fields(Reason.INVALID_PROOF, "pair_digest.payload");
    private static final Fields OWN = new Fields(Reason.INTERNAL, "pair_digest.payload");

    private final String utility;
    private final AgreementBook agreements;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final Clock clock;
    private final LedgerWriter writer;
    private final Runnable whenStored;
    private final StorePeerDigest step = new StorePeerDigest();

    /// @param whenStored is run when a digest has been stored
    public AcceptPairDigest(
            String utility,
            AgreementBook agreements,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            Clock clock,
            LedgerWriter writer,
            Runnable whenStored) {
        this.utility = utility;
        this.agreements = agreements;
        this.directory = directory;
        this.verifier = verifier;
        this.clock = clock;
        this.writer = writer;
        this.whenStored = whenStored;
    }

    /// @param peer the utility that sent it
    /// @return what the digest is about
    /// @throws RefusedException SIGNATURE_INVALID, INVALID_PROOF with the field, EQUIVOCATION where the peer
    ///     has sent
    ///     another digest under this key before, WINDOW_CLOSED where it comes too late to count
    public PairKey accept(String peer, Envelope envelope) {
        PairDigest digest = StatementWire.pairDigest(envelope, AT);
        Participant sender =
                directory.apply(peer).orElseThrow(() -> new RefusedException(Refusal.of(Reason.PERMISSION_DENIED)));
        if (!digest.utility().equals(peer) || !digest.peer().equals(utility)) {
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_PROOF, "pair_digest.payload.utility", "not of this pair"));
        }
        PairKey key = new PairKey(peer, digest.windowStart(), digest.stage(), digest.number());
        NetworkProfile profile = requireWindow(peer, digest);
        boolean inTime = profile.withinFinality(digest.windowStart(), clock.instant());
        if (!sender.signed(envelope, clock.instant(), verifier)) {
            writer.write(BAD_SIGNATURE, new Received(digest, envelope, inTime));
            throw new RefusedException(
                    Refusal.of(Reason.SIGNATURE_INVALID, "pair_digest.signatures", "not signed by the sender"));
        }
        switch (writer.write(step, new Received(digest, envelope, inTime))) {
            case TAKEN -> whenStored.run();
            case LATE ->
                throw new RefusedException(Refusal.of(
                        Reason.WINDOW_CLOSED,
                        "pair_digest.payload.window_start_millis",
                        "the window has begun: what was not agreed by then counts only if it was deposited"));
            case OUT_OF_TIME ->
                throw new RefusedException(Refusal.of(
                        Reason.INVALID_PROOF,
                        "pair_digest.payload.window_start_millis",
                        "further from now than the profile's finality"));
            case CONTRADICTED ->
                throw new RefusedException(Refusal.of(
                        Reason.EQUIVOCATION, "pair_digest", "another digest was sent under this key before"));
        }
        return key;
    }

    /// Takes what a peer answers to our digest. Under another key it is no answer: whoever logs one number and answers
    /// with another would have its own settlement and leave us without.
    ///
    /// @throws RefusedException as [#accept]
    public void answer(String peer, Envelope own, Envelope theirs) {
        PairDigest asked = StatementWire.pairDigest(own, OWN);
        PairKey key = accept(peer, theirs);
        if (!key.equals(new PairKey(peer, asked.windowStart(), asked.stage(), asked.number()))) {
            writer.write(OTHER_KEY, new Received(StatementWire.pairDigest(theirs, AT), theirs, true));
        }
    }

    /// A digest of a window that the agreement's profile does not have, or of a number that no mending reaches, is
    /// about nothing that this utility could hold.
    private NetworkProfile requireWindow(String peer, PairDigest digest) {
        NetworkProfile profile = agreements
                .profileWith(utility, peer)
                .orElseThrow(() -> new RefusedException(Refusal.of(Reason.NO_AGREEMENT)));
        if (!DeliveryWindow.isWindow(digest.windowStart(), profile.windowLength())) {
            throw new RefusedException(Refusal.of(
                    Reason.INVALID_PROOF, "pair_digest.payload.window_start_millis", "not a window of the profile"));
        }
        if (digest.number() > PairDigest.LAST_NUMBER) {
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_PROOF, "pair_digest.payload.number", "nothing is mended that often"));
        }
        return profile;
    }

    /// @param inTime whether a window that is not known here yet may become known
    private record Received(PairDigest digest, Envelope envelope, boolean inTime) {}

    private enum Outcome {
        TAKEN,
        LATE,
        /// A peer cannot have this utility keep digests of any window of any year.
        OUT_OF_TIME,
        CONTRADICTED
    }

    private static final LedgerStep<Received, Boolean> BAD_SIGNATURE = raising(AlarmKind.BAD_SIGNATURE);
    private static final LedgerStep<Received, Boolean> OTHER_KEY = raising(AlarmKind.OTHER_KEY);

    private static LedgerStep<Received, Boolean> raising(AlarmKind kind) {
        return (transaction, items) -> {
            List<Boolean> raised = new ArrayList<>(items.size());
            for (Received item : items) {
                Alarms.raise(transaction, alarm(kind, item));
                raised.add(true);
            }
            return raised;
        };
    }

    private static Alarm alarm(AlarmKind kind, Received item) {
        PairDigest digest = item.digest();
        return new Alarm(
                kind,
                new PairKey(digest.utility(), digest.windowStart(), digest.stage(), digest.number()),
                EnvelopeWire.encode(item.envelope()));
    }

    private static final class StorePeerDigest implements LedgerStep<Received, Outcome> {

        @Override
        public List<Outcome> apply(LedgerTransaction transaction, List<Received> items) throws SQLException {
            List<Outcome> stored = new ArrayList<>(items.size());
            for (Received item : items) {
                stored.add(
                        item.inTime() || isKnown(transaction, item.digest())
                                ? store(transaction, item)
                                : Outcome.OUT_OF_TIME);
            }
            return stored;
        }

        private static boolean isKnown(LedgerTransaction transaction, PairDigest digest) throws SQLException {
            try (PreparedStatement query = transaction
                    .connection()
                    .prepareStatement("select 1 from pair_digest where peer = ? and window_start = ? limit 1")) {
                query.setString(1, digest.utility());
                query.setLong(2, digest.windowStart().toEpochMilli());
                try (ResultSet row = query.executeQuery()) {
                    return row.next();
                }
            }
        }

        private static Outcome store(LedgerTransaction transaction, Received item) throws SQLException {
            PairDigest digest = item.digest();
            byte[] held = heldDigest(transaction, digest);
            if (held != null) {
                return compare(transaction, item, held);
            }
            // Whoever could still send a first digest after the window has begun could wait and see what flows.
            if (digest.stage() == PairStage.SEALED && !transaction.now().isBefore(digest.windowStart())) {
                return Outcome.LATE;
            }
            try (PreparedStatement upsert = transaction.connection().prepareStatement("""
                    insert into pair_digest (peer, window_start, stage, number, peer_digest, peer_envelope)
                    values (?, ?, ?, ?, ?, ?)
                    on conflict (peer, window_start, stage, number) do update set
                        peer_digest = excluded.peer_digest, peer_envelope = excluded.peer_envelope
                    where pair_digest.peer_digest is null""")) {
                upsert.setString(1, digest.utility());
                upsert.setLong(2, digest.windowStart().toEpochMilli());
                upsert.setString(3, digest.stage().name());
                upsert.setLong(4, digest.number());
                upsert.setBytes(5, digest.agreed().bytes());
                upsert.setBytes(6, EnvelopeWire.encode(item.envelope()));
                upsert.executeUpdate();
            }
            transaction.journal(digest.digest());
            askForEarlier(transaction, digest);
            return Outcome.TAKEN;
        }

        /// Another number follows one that both hold. Whoever sends it first, so that we wait for the one before, is
        /// asked for that one: under another key it cannot be answered unseen.
        private static void askForEarlier(LedgerTransaction transaction, PairDigest digest) throws SQLException {
            try (PreparedStatement query = transaction.connection().prepareStatement("""
                    select own_statement_digest from pair_digest
                    where peer = ? and window_start = ? and stage = ? and number < ?
                        and own_statement_digest is not null and peer_digest is null""")) {
                query.setString(1, digest.utility());
                query.setLong(2, digest.windowStart().toEpochMilli());
                query.setString(3, digest.stage().name());
                query.setLong(4, digest.number());
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        Digest own = Digest.of(rows.getBytes(1));
                        transaction.enqueue(new OutboxMessage(digest.utility(), ExchangePairDigests.KIND, own));
                    }
                }
            }
        }

        private static Outcome compare(LedgerTransaction transaction, Received item, byte[] held) throws SQLException {
            if (Arrays.equals(held, item.digest().agreed().bytes())) {
                return Outcome.TAKEN;
            }
            keepEvidence(transaction, item);
            Alarms.raise(transaction, alarm(AlarmKind.TWO_DIGESTS, item));
            return Outcome.CONTRADICTED;
        }

        /// The first statement that excludes what is held is kept beside it: the two prove what the peer did.
        private static void keepEvidence(LedgerTransaction transaction, Received item) throws SQLException {
            PairDigest digest = item.digest();
            try (PreparedStatement insert = transaction.connection().prepareStatement("""
                    insert into pair_equivocation (peer, window_start, stage, number, envelope, received_at)
                    values (?, ?, ?, ?, ?, ?) on conflict do nothing""")) {
                insert.setString(1, digest.utility());
                insert.setLong(2, digest.windowStart().toEpochMilli());
                insert.setString(3, digest.stage().name());
                insert.setLong(4, digest.number());
                insert.setBytes(5, EnvelopeWire.encode(item.envelope()));
                insert.setLong(6, transaction.now().toEpochMilli());
                if (insert.executeUpdate() == 1) {
                    transaction.journal(digest.digest());
                }
            }
        }

        private static byte @Nullable [] heldDigest(LedgerTransaction transaction, PairDigest digest)
                throws SQLException {
            try (PreparedStatement query = transaction.connection().prepareStatement("""
                    select peer_digest from pair_digest
                    where peer = ? and window_start = ? and stage = ? and number = ?""")) {
                query.setString(1, digest.utility());
                query.setLong(2, digest.windowStart().toEpochMilli());
                query.setString(3, digest.stage().name());
                query.setLong(4, digest.number());
                try (ResultSet row = query.executeQuery()) {
                    return row.next() ? row.getBytes(1) : null;
                }
            }
        }
    }
}
