package io.gridpact.utility.peer;

import com.google.protobuf.ByteString;
import io.gridpact.arbiter.v1.GetCheckpointRequest;
import io.gridpact.arbiter.v1.GetConsistencyProofRequest;
import io.gridpact.arbiter.v1.GetSheetRevisionRequest;
import io.gridpact.arbiter.v1.GetSheetRevisionResponse;
import io.gridpact.arbiter.v1.LogServiceGrpc;
import io.gridpact.arbiter.v1.SubmitRequest;
import io.gridpact.arbiter.v1.SubmitResponse;
import io.gridpact.arbiter.v1.SubmitResult;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.NoteVerifier;
import io.gridpact.protocol.envelope.SignedNote;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogOrigin;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.merkle.Checkpoint;
import io.gridpact.protocol.merkle.ConsistencyProof;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Calls the arbiter over pinned mutual TLS and verifies what it answers.
public final class ArbiterClient implements ArbiterLink, LogConsistency {

    private final String arbiter;
    private final PeerChannels channels;
    private final Function<String, Optional<Participant>> directory;
    private final LogReceipts receipts;

    public ArbiterClient(
            String arbiter,
            PeerChannels channels,
            Function<String, Optional<Participant>> directory,
            LogReceipts receipts) {
        this.arbiter = arbiter;
        this.channels = channels;
        this.directory = directory;
        this.receipts = receipts;
    }

    @Override
    public List<Submitted> submit(List<Envelope> statements) {
        SubmitRequest request = SubmitRequest.newBuilder()
                .addAllStatements(
                        statements.stream().map(EnvelopeWire::toMessage).toList())
                .build();
        SubmitResponse response = UtilityClient.call(() -> stub().submit(request));
        if (response.getResultsCount() != statements.size()) {
            throw invalid("results", "not one for each statement");
        }
        List<Submitted> results = new ArrayList<>(statements.size());
        for (int i = 0; i < statements.size(); i++) {
            results.add(submitted(statements.get(i), response.getResults(i)));
        }
        return results;
    }

    private Submitted submitted(Envelope statement, SubmitResult result) {
        return switch (result.getResultCase()) {
            case RECEIPT -> {
                Envelope envelope = EnvelopeWire.fromMessage(result.getReceipt(), "receipt");
                LogReceipt receipt = receipts.verified(arbiter, statement, envelope);
                yield new Submitted.Logged(receipt, envelope);
            }
            case ERROR ->
                new Submitted.Refused(
                        statement.digest(),
                        RefusalStatus.refusalOf(result.getError()).orElseGet(() -> Refusal.of(Reason.INTERNAL)));
            case RESULT_NOT_SET -> throw invalid("results", "neither receipt nor refusal");
        };
    }

    @Override
    public Optional<SheetRevision> sheetRevision(String utility, Direction direction, Instant windowStart) {
        GetSheetRevisionRequest request = GetSheetRevisionRequest.newBuilder()
                .setUtility(utility)
                .setDirection(
                        switch (direction) {
                            case INJECTION -> io.gridpact.directory.v1.Direction.DIRECTION_INJECTION;
                            case CONSUMPTION -> io.gridpact.directory.v1.Direction.DIRECTION_CONSUMPTION;
                        })
                .setWindowStartMillis(windowStart.toEpochMilli())
                .build();
        GetSheetRevisionResponse response = UtilityClient.call(() -> stub().getSheetRevision(request));
        return response.getHighestRevision() == 0
                ? Optional.empty()
                : Optional.of(new SheetRevision(
                        response.getHighestRevision(), digest(response.getStatementDigest(), "statement_digest")));
    }

    @Override
    public VerifiedCheckpoint checkpoint(String held) {
        String note = UtilityClient.call(() ->
                stub().getCheckpoint(GetCheckpointRequest.getDefaultInstance()).getCheckpoint());
        Checkpoint latest = verified(note);
        if (!held.isEmpty()) {
            requireConsistent(Checkpoint.parse(SignedNote.parse(held).text()), latest);
        }
        return new VerifiedCheckpoint(latest.size(), note);
    }

    private void requireConsistent(Checkpoint held, Checkpoint latest) {
        if (latest.size() < held.size() || !continues(held, latest)) {
            throw invalid("checkpoint", "the log contradicts the checkpoint held");
        }
    }

    @Override
    public boolean continues(Checkpoint older, Checkpoint newer) {
        if (older.size() == newer.size()) {
            return older.root().equals(newer.root());
        }
        if (older.size() == 0) {
            return true;
        }
        GetConsistencyProofRequest request = GetConsistencyProofRequest.newBuilder()
                .setOldSize(older.size())
                .setNewSize(newer.size())
                .build();
        List<Digest> path = UtilityClient.call(() -> stub().getConsistencyProof(request)).getPathList().stream()
                .map(hash -> digest(hash, "path"))
                .toList();
        return ConsistencyProof.verify(older.size(), older.root(), newer.size(), newer.root(), path);
    }

    private Checkpoint verified(String text) {
        try {
            SignedNote note = SignedNote.parse(text);
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            String origin = LogOrigin.of(arbiter);
            boolean signed = directory.apply(arbiter).stream()
                    .flatMap(participant -> participant.keys().keys().stream())
                    .map(SigningKey::key)
                    .anyMatch(key -> note.isSignedBy(new NoteVerifier(origin, key)));
            if (!signed || !checkpoint.origin().equals(origin)) {
                throw new RefusedException(
                        Refusal.of(Reason.SIGNATURE_INVALID, "checkpoint", "not signed by the arbiter"));
            }
            return checkpoint;
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException(Refusal.of(Reason.INVALID_PROOF, "checkpoint", "not a checkpoint"), malformed);
        }
    }

    private LogServiceGrpc.LogServiceBlockingStub stub() {
        return LogServiceGrpc.newBlockingStub(channels.to(arbiter));
    }

    private static Digest digest(ByteString bytes, String field) {
        if (bytes.size() != Digest.BYTES) {
            throw invalid(field, "not " + Digest.BYTES + " bytes");
        }
        return Digest.of(bytes.toByteArray());
    }

    private static RefusedException invalid(String field, String description) {
        return new RefusedException(Refusal.of(Reason.INVALID_PROOF, field, description));
    }
}
