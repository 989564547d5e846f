package io.gridpact.utility.peer;

import io.gridpact.arbiter.v1.DirectoryLogServiceGrpc;
import io.gridpact.arbiter.v1.ListDocumentsRequest;
import io.gridpact.arbiter.v1.ListDocumentsResponse;
import io.gridpact.arbiter.v1.LoggedDocument;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import java.util.ArrayList;
import java.util.List;

/// Asks the arbiter over pinned mutual TLS what was published.
final class DirectoryLogClient implements PublishedDocuments {

    private static final Fields AT = Fields.of(Reason.INVALID_PROOF);

    private final String arbiter;
    private final PeerChannels channels;

    DirectoryLogClient(String arbiter, PeerChannels channels) {
        this.arbiter = arbiter;
        this.channels = channels;
    }

    @Override
    public List<Published> after(long afterLeafIndex) {
        ListDocumentsRequest request = ListDocumentsRequest.newBuilder()
                .setAfterLeafIndex(afterLeafIndex)
                .build();
        ListDocumentsResponse page = UtilityClient.call(() ->
                DirectoryLogServiceGrpc.newBlockingStub(channels.to(arbiter)).listDocuments(request));
        AT.count("documents", page.getDocumentsCount(), 0, FULL_PAGE);
        List<Published> documents = new ArrayList<>(page.getDocumentsCount());
        long last = afterLeafIndex;
        for (LoggedDocument one : page.getDocumentsList()) {
            AT.require(one.getLeafIndex() > last, "leaf_index", "not in the order of the log");
            last = one.getLeafIndex();
            documents.add(new Published(
                    EnvelopeWire.fromMessage(one.getDocument(), AT.in("document")),
                    EnvelopeWire.fromMessage(one.getReceipt(), AT.in("receipt")),
                    last));
        }
        return documents;
    }
}
