package io.gridpact.arbiter.log;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.arbiter.log.SubmitOutcome.Receipted;
import io.gridpact.arbiter.log.SubmitOutcome.Refused;
import io.gridpact.arbiter.v1.GetCheckpointRequest;
import io.gridpact.arbiter.v1.GetCheckpointResponse;
import io.gridpact.arbiter.v1.GetConsistencyProofRequest;
import io.gridpact.arbiter.v1.GetConsistencyProofResponse;
import io.gridpact.arbiter.v1.GetInclusionProofRequest;
import io.gridpact.arbiter.v1.GetInclusionProofResponse;
import io.gridpact.arbiter.v1.GetSheetRevisionRequest;
import io.gridpact.arbiter.v1.GetSheetRevisionResponse;
import io.gridpact.arbiter.v1.LogServiceGrpc;
import io.gridpact.arbiter.v1.SubmitRequest;
import io.gridpact.arbiter.v1.SubmitResponse;
import io.gridpact.arbiter.v1.SubmitResult;
import io.gridpact.arbiter.v1.WatchFlagsRequest;
import io.gridpact.arbiter.v1.WatchFlagsResponse;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The door for members. Statuses and reasons are made by the link's interceptor from what is thrown here.
@GrpcService
public class LogGrpc extends LogServiceGrpc.LogServiceImplBase {

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);

    private static final String SUBMIT = LogServiceGrpc.getSubmitMethod().getFullMethodName();

    private final SubmitStatements submitStatements;
    private final ProveLog proveLog;
    private final WatchFlags watchFlags;
    private final SheetStore sheets;
    private final SignatureAudit signatures;

    LogGrpc(
            SubmitStatements submitStatements,
            ProveLog proveLog,
            WatchFlags watchFlags,
            SheetStore sheets,
            SignatureAudit signatures) {
        this.signatures = signatures;
        this.submitStatements = submitStatements;
        this.proveLog = proveLog;
        this.watchFlags = watchFlags;
        this.sheets = sheets;
    }

    @Override
    public void submit(SubmitRequest request, StreamObserver<SubmitResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        REQUEST.count("statements", request.getStatementsCount(), 1, SubmitStatements.MAX_STATEMENTS);
        List<Envelope> statements = new ArrayList<>(request.getStatementsCount());
        for (int i = 0; i < request.getStatementsCount(); i++) {
            statements.add(EnvelopeWire.fromMessage(request.getStatements(i), Fields.element("statements", i)));
        }
        TracedWork.current()
                .with("gridpact.statements", Integer.toString(statements.size()))
                .about(statements.getFirst().digest());
        SubmitResponse.Builder results = SubmitResponse.newBuilder();
        List<SubmitOutcome> outcomes = submitStatements.submit(caller.id(), statements);
        for (int i = 0; i < outcomes.size(); i++) {
            results.addResults(result(outcomes.get(i)));
            if (outcomes.get(i) instanceof Refused refused && refused.refusal().reason() == Reason.SIGNATURE_INVALID) {
                signatures.refused(caller.id(), SUBMIT, statements.get(i).digest());
            }
        }
        answer(response, results.build());
    }

    @Override
    public void getCheckpoint(GetCheckpointRequest request, StreamObserver<GetCheckpointResponse> response) {
        requireMember();
        answer(
                response,
                GetCheckpointResponse.newBuilder()
                        .setCheckpoint(proveLog.checkpoint().note())
                        .build());
    }

    @Override
    public void getInclusionProof(
            GetInclusionProofRequest request, StreamObserver<GetInclusionProofResponse> response) {
        requireMember();
        ProveLog.Inclusion proof = proveLog.inclusion(request.getLeafIndex(), request.getTreeSize());
        answer(
                response,
                GetInclusionProofResponse.newBuilder()
                        .addAllPath(bytes(proof.path()))
                        .setLeafHash(bytes(proof.leafHash()))
                        .build());
    }

    @Override
    public void getConsistencyProof(
            GetConsistencyProofRequest request, StreamObserver<GetConsistencyProofResponse> response) {
        requireMember();
        List<Digest> path = proveLog.consistency(request.getOldSize(), request.getNewSize());
        answer(
                response,
                GetConsistencyProofResponse.newBuilder().addAllPath(bytes(path)).build());
    }

    @Override
    public void getSheetRevision(GetSheetRevisionRequest request, StreamObserver<GetSheetRevisionResponse> response) {
        // Which utility traded in which window is nothing that others learn (PROTOCOL.md, section 2).
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        Optional<LoggedSheet> highest = sheets.highest(
                caller.id(),
                REQUEST.id("utility", request.getUtility()),
                REQUEST.named("direction", request.getDirection(), Direction.class),
                REQUEST.instant("window_start_millis", request.getWindowStartMillis()));
        GetSheetRevisionResponse.Builder answer = GetSheetRevisionResponse.newBuilder();
        highest.ifPresent(sheet ->
                answer.setHighestRevision(sheet.revision()).setStatementDigest(bytes(sheet.statementDigest())));
        answer(response, answer.build());
    }

    /// The stream lives on a thread of its own, so that this call's events (ready, cancelled) are heard meanwhile.
    @Override
    public void watchFlags(WatchFlagsRequest request, StreamObserver<WatchFlagsResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        long after = REQUEST.between("after_flag", request.getAfterFlag(), 0, Long.MAX_VALUE);
        FlagWatcherGrpc watcher = new FlagWatcherGrpc(
                caller.id(), (ServerCallStreamObserver<WatchFlagsResponse>) response, watchFlags::wake);
        Thread.ofVirtual().name("flags-" + caller.id()).start(() -> watcher.follow(watchFlags, after));
    }

    private static void requireMember() {
        Caller.current().require(ParticipantRole.UTILITY, ParticipantRole.PLATFORM, ParticipantRole.GATEWAY);
    }

    private static <A> void answer(StreamObserver<A> response, A message) {
        response.onNext(message);
        response.onCompleted();
    }

    private static SubmitResult result(SubmitOutcome outcome) {
        return switch (outcome) {
            case Receipted receipted ->
                SubmitResult.newBuilder()
                        .setReceipt(stored(receipted.receipt()))
                        .build();
            case Refused refused ->
                SubmitResult.newBuilder()
                        .setError(RefusalStatus.toStatus(refused.refusal()))
                        .build();
        };
    }

    static io.gridpact.directory.v1.Envelope stored(byte[] envelope) {
        try {
            return io.gridpact.directory.v1.Envelope.parseFrom(envelope);
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalStateException("a stored envelope cannot be read", damaged);
        }
    }

    private static List<ByteString> bytes(List<Digest> digests) {
        return digests.stream().map(LogGrpc::bytes).toList();
    }

    private static ByteString bytes(Digest digest) {
        return UnsafeByteOperations.unsafeWrap(digest.bytes());
    }
}
