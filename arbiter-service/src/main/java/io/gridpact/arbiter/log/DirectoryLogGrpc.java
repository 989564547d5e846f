package io.gridpact.arbiter.log;

import io.gridpact.arbiter.log.SubmitOutcome.Receipted;
import io.gridpact.arbiter.log.SubmitOutcome.Refused;
import io.gridpact.arbiter.v1.DirectoryLogServiceGrpc;
import io.gridpact.arbiter.v1.ListDocumentsRequest;
import io.gridpact.arbiter.v1.ListDocumentsResponse;
import io.gridpact.arbiter.v1.LoggedDocument;
import io.gridpact.arbiter.v1.PublishDocumentsRequest;
import io.gridpact.arbiter.v1.PublishDocumentsResponse;
import io.gridpact.arbiter.v1.PublishResult;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.ArrayList;
import java.util.List;

/// The door for members: descriptors and revocations.
@GrpcService
public class DirectoryLogGrpc extends DirectoryLogServiceGrpc.DirectoryLogServiceImplBase {

    /// Documents in one answer.
    static final int PAGE = 50;

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);

    private static final String PUBLISH =
            DirectoryLogServiceGrpc.getPublishDocumentsMethod().getFullMethodName();

    private final PublishDocuments publish;
    private final LogStore store;
    private final SignatureAudit signatures;

    DirectoryLogGrpc(PublishDocuments publish, LogStore store, SignatureAudit signatures) {
        this.publish = publish;
        this.store = store;
        this.signatures = signatures;
    }

    @Override
    public void publishDocuments(PublishDocumentsRequest request, StreamObserver<PublishDocumentsResponse> response) {
        Caller caller = member();
        REQUEST.count("documents", request.getDocumentsCount(), 1, PublishDocuments.MAX_DOCUMENTS);
        List<Envelope> documents = new ArrayList<>(request.getDocumentsCount());
        for (int i = 0; i < request.getDocumentsCount(); i++) {
            documents.add(EnvelopeWire.fromMessage(request.getDocuments(i), Fields.element("documents", i)));
        }
        PublishDocumentsResponse.Builder results = PublishDocumentsResponse.newBuilder();
        for (Envelope document : documents) {
            SubmitOutcome outcome = publish.publish(document);
            results.addResults(result(outcome));
            if (outcome instanceof Refused refused && refused.refusal().reason() == Reason.SIGNATURE_INVALID) {
                signatures.refused(caller.id(), PUBLISH, document.digest());
            }
        }
        response.onNext(results.build());
        response.onCompleted();
    }

    @Override
    public void listDocuments(ListDocumentsRequest request, StreamObserver<ListDocumentsResponse> response) {
        member();
        long after = REQUEST.between("after_leaf_index", request.getAfterLeafIndex(), -1, Long.MAX_VALUE);
        ListDocumentsResponse.Builder page = ListDocumentsResponse.newBuilder();
        store.documents(after, PAGE)
                .forEach(entry -> page.addDocuments(LoggedDocument.newBuilder()
                        .setDocument(LogGrpc.stored(entry.statement()))
                        .setReceipt(LogGrpc.stored(entry.receipt()))
                        .setLeafIndex(entry.leafIndex())));
        response.onNext(page.build());
        response.onCompleted();
    }

    private static Caller member() {
        return Caller.current().require(ParticipantRole.UTILITY, ParticipantRole.PLATFORM, ParticipantRole.GATEWAY);
    }

    private static PublishResult result(SubmitOutcome outcome) {
        return switch (outcome) {
            case Receipted receipted ->
                PublishResult.newBuilder()
                        .setReceipt(LogGrpc.stored(receipted.receipt()))
                        .build();
            case Refused refused ->
                PublishResult.newBuilder()
                        .setError(RefusalStatus.toStatus(refused.refusal()))
                        .build();
        };
    }
}
