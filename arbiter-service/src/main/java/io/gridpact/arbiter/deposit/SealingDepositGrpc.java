package io.gridpact.arbiter.deposit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpact.arbiter.log.SubmitOutcome;
import io.gridpact.arbiter.v1.AcknowledgeSealingDepositsRequest;
import io.gridpact.arbiter.v1.AcknowledgeSealingDepositsResponse;
import io.gridpact.arbiter.v1.DepositResult;
import io.gridpact.arbiter.v1.DepositSealingsRequest;
import io.gridpact.arbiter.v1.DepositSealingsResponse;
import io.gridpact.arbiter.v1.ListSealingDepositsRequest;
import io.gridpact.arbiter.v1.ListSealingDepositsResponse;
import io.gridpact.arbiter.v1.LoggedDeposit;
import io.gridpact.arbiter.v1.ProvenDeposit;
import io.gridpact.arbiter.v1.SealingDepositServiceGrpc;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.SealingWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.trade.v1.SealingProof;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The door for utilities: proofs of sealing.
@GrpcService
public class SealingDepositGrpc extends SealingDepositServiceGrpc.SealingDepositServiceImplBase {

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);

    private final DepositSealings deposit;
    private final TellDeposits tell;

    SealingDepositGrpc(DepositSealings deposit, TellDeposits tell) {
        this.deposit = deposit;
        this.tell = tell;
    }

    @Override
    public void depositSealings(DepositSealingsRequest request, StreamObserver<DepositSealingsResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        REQUEST.count("deposits", request.getDepositsCount(), 1, DepositSealings.MAX_DEPOSITS);
        List<Optional<DepositResult>> unread = new ArrayList<>();
        List<Deposit> deposits = new ArrayList<>();
        for (ProvenDeposit message : request.getDepositsList()) {
            unread.add(read(message, deposits));
        }
        var outcomes = deposit.deposit(caller.id(), deposits).iterator();
        DepositSealingsResponse.Builder answer = DepositSealingsResponse.newBuilder();
        unread.forEach(result -> answer.addResults(result.orElseGet(() -> result(outcomes.next()))));
        response.onNext(answer.build());
        response.onCompleted();
    }

    /// One that cannot be read holds up no other.
    private static Optional<DepositResult> read(ProvenDeposit message, List<Deposit> deposits) {
        try {
            var envelope = EnvelopeWire.fromMessage(message.getDeposit(), "deposit");
            deposits.add(new Deposit(
                    StatementWire.sealingDeposit(envelope, new Fields(Reason.INVALID_PROOF, "deposit.payload")),
                    envelope,
                    SealingWire.proof(message.getProof())));
            return Optional.empty();
        } catch (RefusedException malformed) {
            return Optional.of(DepositResult.newBuilder()
                    .setError(RefusalStatus.toStatus(malformed.refusal()))
                    .build());
        }
    }

    @Override
    public void listSealingDeposits(
            ListSealingDepositsRequest request, StreamObserver<ListSealingDepositsResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        TellDeposits.Told told = tell.tell(
                caller.id(),
                REQUEST.id("peer", request.getPeer()),
                REQUEST.instant("window_start_millis", request.getWindowStartMillis()),
                REQUEST.between("after_leaf_index", request.getAfterLeafIndex(), -1, Long.MAX_VALUE));
        ListSealingDepositsResponse.Builder answer = ListSealingDepositsResponse.newBuilder()
                .setDecided(told.decided())
                .setDecidedAtMillis(told.decidedAt().toEpochMilli())
                .setMatchedNumber(told.matchedNumber());
        told.deposits().forEach(stored -> answer.addDeposits(logged(caller.id(), stored)));
        response.onNext(answer.build());
        response.onCompleted();
    }

    @Override
    public void acknowledgeSealingDeposits(
            AcknowledgeSealingDepositsRequest request, StreamObserver<AcknowledgeSealingDepositsResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        REQUEST.count("leaf_indices", request.getLeafIndicesCount(), 1, DepositStore.MAX_PAGE);
        tell.acknowledge(caller.id(), request.getLeafIndicesList());
        response.onNext(AcknowledgeSealingDepositsResponse.getDefaultInstance());
        response.onCompleted();
    }

    private static DepositResult result(SubmitOutcome outcome) {
        return switch (outcome) {
            case SubmitOutcome.Receipted receipted ->
                DepositResult.newBuilder()
                        .setReceipt(envelope(receipted.receipt()))
                        .build();
            case SubmitOutcome.Refused refused ->
                DepositResult.newBuilder()
                        .setError(RefusalStatus.toStatus(refused.refusal()))
                        .build();
        };
    }

    private static LoggedDeposit logged(String caller, StoredDeposit stored) {
        LoggedDeposit.Builder message = LoggedDeposit.newBuilder()
                .setDeposit(envelope(stored.statement()))
                .setReceipt(envelope(stored.receipt()))
                .setLeafIndex(stored.leafIndex());
        byte[] proof = stored.proof();
        if (proof != null && !stored.depositor().equals(caller)) {
            message.setProof(proof(proof));
        }
        return message.build();
    }

    private static Envelope envelope(byte[] encoded) {
        try {
            return Envelope.parseFrom(encoded);
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalStateException("a stored envelope cannot be read", damaged);
        }
    }

    private static SealingProof proof(byte[] encoded) {
        try {
            return SealingProof.parseFrom(encoded);
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalStateException("a stored proof cannot be read", damaged);
        }
    }
}
