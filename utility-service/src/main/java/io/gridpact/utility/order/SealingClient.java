package io.gridpact.utility.order;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.status.v1.DeliverSealingProofsRequest;
import io.gridpact.status.v1.DeliverSealingProofsResponse;
import io.gridpact.status.v1.JournalPath;
import io.gridpact.status.v1.JournalPaths;
import io.gridpact.status.v1.LoggedJournalRoot;
import io.gridpact.status.v1.SealingHeader;
import io.gridpact.status.v1.SealingServiceGrpc;
import io.gridpact.utility.peer.StreamedCall;
import java.util.List;

/// Sends sealing proofs over pinned mutual TLS, in pages.
final class SealingClient implements SealingLink {

    /// Paths in a message.
    static final int PAGE_PATHS = 500;

    private final PeerChannels channels;

    SealingClient(PeerChannels channels) {
        this.channels = channels;
    }

    @Override
    public void deliver(String utility, SealingProofs proofs) {
        StreamedCall.<DeliverSealingProofsRequest, DeliverSealingProofsResponse>send(
                observer -> SealingServiceGrpc.newStub(channels.to(utility)).deliverSealingProofs(observer), call -> {
                    call.accept(DeliverSealingProofsRequest.newBuilder()
                            .setHeader(SealingHeader.newBuilder()
                                    .setWindowStartMillis(proofs.windowStart().toEpochMilli()))
                            .build());
                    for (SealingProofs.Minute minute : proofs.minutes()) {
                        call.accept(DeliverSealingProofsRequest.newBuilder()
                                .setRoot(root(minute))
                                .build());
                    }
                    for (int from = 0; from < proofs.paths().size(); from += PAGE_PATHS) {
                        int to = Math.min(from + PAGE_PATHS, proofs.paths().size());
                        call.accept(DeliverSealingProofsRequest.newBuilder()
                                .setPaths(paths(proofs.paths().subList(from, to)))
                                .build());
                    }
                });
    }

    private static LoggedJournalRoot root(SealingProofs.Minute minute) {
        return LoggedJournalRoot.newBuilder()
                .setJournalRoot(EnvelopeWire.toMessage(minute.journalRoot()))
                .setTreeRoot(bytes(minute.treeRoot()))
                .setTreeSize(minute.treeSize())
                .setLogReceipt(EnvelopeWire.toMessage(minute.logReceipt()))
                .build();
    }

    private static JournalPaths paths(List<SealingProofs.Path> paths) {
        JournalPaths.Builder page = JournalPaths.newBuilder();
        for (SealingProofs.Path path : paths) {
            page.addPaths(JournalPath.newBuilder()
                    .setOrderDigest(bytes(path.order()))
                    .setAttestationDigest(bytes(path.attestation()))
                    .setMinuteMillis(path.minute().toEpochMilli())
                    .setIndex(path.index())
                    .addAllPath(
                            path.siblings().stream().map(SealingClient::bytes).toList()));
        }
        return page.build();
    }

    private static ByteString bytes(Digest digest) {
        return UnsafeByteOperations.unsafeWrap(digest.bytes());
    }
}
