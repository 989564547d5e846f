package io.gridpact.deploy.client;

import io.gridpact.arbiter.v1.DirectoryLogServiceGrpc;
import io.gridpact.arbiter.v1.DirectoryLogServiceGrpc.DirectoryLogServiceBlockingStub;
import io.gridpact.arbiter.v1.ListDocumentsRequest;
import io.gridpact.arbiter.v1.LoggedDocument;
import io.gridpact.arbiter.v1.PublishDocumentsRequest;
import io.gridpact.arbiter.v1.PublishResult;
import io.gridpact.directory.v1.HandOverRevocationsRequest;
import io.gridpact.directory.v1.LoggedRevocation;
import io.gridpact.directory.v1.RevocationServiceGrpc;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Descriptors and revocations in the arbiter's log, as a member brings and reads them.
public final class DirectoryLogClient {

    private static final int DEADLINE_SECONDS = 30;
    private static final int PAGE = 50;
    private static final long BEFORE_ALL = -1;

    private final Channels channels;
    private final String member;
    private final DirectoryLogServiceBlockingStub stub;

    /// @param member a utility as which it is asked
    public DirectoryLogClient(Channels channels, String member, String arbiter) {
        this.channels = channels;
        this.member = member;
        this.stub = DirectoryLogServiceGrpc.newBlockingStub(channels.service(member, arbiter));
    }

    /// @return the arbiter's signed receipt
    /// @throws RefusedException why the log does not take it
    public Envelope publish(Envelope document) {
        PublishResult result = now().publishDocuments(PublishDocumentsRequest.newBuilder()
                        .addDocuments(EnvelopeWire.toMessage(document))
                        .build())
                .getResults(0);
        if (!result.hasReceipt()) {
            throw new RefusedException(
                    RefusalStatus.refusalOf(result.getError()).orElseGet(() -> Refusal.of(Reason.INTERNAL)));
        }
        return EnvelopeWire.fromMessage(result.getReceipt(), "receipt");
    }

    /// Everything that was published, in the order of the log.
    public List<LoggedDocument> documents() {
        List<LoggedDocument> documents = new ArrayList<>();
        long after = BEFORE_ALL;
        while (true) {
            List<LoggedDocument> page = now().listDocuments(ListDocumentsRequest.newBuilder()
                            .setAfterLeafIndex(after)
                            .build())
                    .getDocumentsList();
            documents.addAll(page);
            if (page.size() < PAGE) {
                return List.copyOf(documents);
            }
            after = page.getLast().getLeafIndex();
        }
    }

    /// @return whether it was new there
    public boolean handOver(String utility, Envelope revocation, Envelope receipt) {
        return RevocationServiceGrpc.newBlockingStub(channels.service(member, utility))
                        .withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                        .handOverRevocations(HandOverRevocationsRequest.newBuilder()
                                .addRevocations(LoggedRevocation.newBuilder()
                                        .setRevocation(EnvelopeWire.toMessage(revocation))
                                        .setLogReceipt(EnvelopeWire.toMessage(receipt)))
                                .build())
                        .getApplied()
                > 0;
    }

    private DirectoryLogServiceBlockingStub now() {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
