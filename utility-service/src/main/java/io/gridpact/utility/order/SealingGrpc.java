package io.gridpact.utility.order;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.status.v1.DeliverSealingProofsRequest;
import io.gridpact.status.v1.DeliverSealingProofsResponse;
import io.gridpact.status.v1.JournalPath;
import io.gridpact.status.v1.LoggedJournalRoot;
import io.gridpact.status.v1.SealingServiceGrpc;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The door for other utilities: when attestations were logged.
@GrpcService
public class SealingGrpc extends SealingServiceGrpc.SealingServiceImplBase {

    /// Paths in a message.
    static final int MAX_PAGE_PATHS = 500;

    private static final int MAX_PATH_HASHES = 40;
    private static final Fields AT = new Fields(Reason.INVALID_PROOF, "");

    private final AcceptSealingProofs accept;

    SealingGrpc(AcceptSealingProofs accept) {
        this.accept = accept;
    }

    @Override
    public StreamObserver<DeliverSealingProofsRequest> deliverSealingProofs(
            StreamObserver<DeliverSealingProofsResponse> response) {
        String peer = Caller.current().require(ParticipantRole.UTILITY).id();
        return new Collecting(peer, response);
    }

    private final class Collecting implements StreamObserver<DeliverSealingProofsRequest> {

        private final String peer;
        private final StreamObserver<DeliverSealingProofsResponse> response;
        private final List<SealingProofs.Minute> minutes = new ArrayList<>();
        private final List<SealingProofs.Path> paths = new ArrayList<>();
        private @Nullable Instant windowStart;
        private long awaited;

        Collecting(String peer, StreamObserver<DeliverSealingProofsResponse> response) {
            this.peer = peer;
            this.response = response;
        }

        @Override
        public void onNext(DeliverSealingProofsRequest request) {
            boolean isHeader = request.getPartCase() == DeliverSealingProofsRequest.PartCase.HEADER;
            AT.require(isHeader == (windowStart == null), "header", "not exactly once, and first");
            switch (request.getPartCase()) {
                case HEADER -> {
                    Instant window = AT.instant(
                            "header.window_start_millis", request.getHeader().getWindowStartMillis());
                    windowStart = window;
                    awaited = accept.awaited(peer, window);
                }
                case ROOT -> {
                    AT.require(minutes.size() < awaited, "root", "more than the window has trades with you");
                    minutes.add(minute(request.getRoot()));
                }
                case PATHS -> {
                    AT.count("paths.paths", request.getPaths().getPathsCount(), 1, MAX_PAGE_PATHS);
                    AT.require(
                            paths.size() + request.getPaths().getPathsCount() <= awaited,
                            "paths",
                            "more than the window has trades with you");
                    request.getPaths().getPathsList().forEach(path -> paths.add(path(path)));
                }
                case PART_NOT_SET -> throw AT.refused("part", "missing");
            }
        }

        @Override
        public void onError(Throwable fault) {
            // The sender broke off: it starts again.
            minutes.clear();
            paths.clear();
        }

        @Override
        public void onCompleted() {
            Instant window = windowStart;
            if (window == null) {
                throw AT.refused("header", "missing");
            }
            int trades = accept.accept(peer, new SealingProofs(window, minutes, paths));
            response.onNext(
                    DeliverSealingProofsResponse.newBuilder().setTrades(trades).build());
            response.onCompleted();
        }
    }

    private static SealingProofs.Minute minute(LoggedJournalRoot root) {
        return new SealingProofs.Minute(
                EnvelopeWire.fromMessage(root.getJournalRoot(), AT.in("root.journal_root")),
                AT.digest("root.tree_root", root.getTreeRoot()),
                root.getTreeSize(),
                EnvelopeWire.fromMessage(root.getLogReceipt(), AT.in("root.log_receipt")));
    }

    private static SealingProofs.Path path(JournalPath path) {
        AT.count("paths.path", path.getPathCount(), 0, MAX_PATH_HASHES);
        List<Digest> siblings = new ArrayList<>(path.getPathCount());
        for (ByteString sibling : path.getPathList()) {
            siblings.add(AT.digest("paths.path", sibling));
        }
        return new SealingProofs.Path(
                AT.digest("paths.order_digest", path.getOrderDigest()),
                AT.digest("paths.attestation_digest", path.getAttestationDigest()),
                AT.instant("paths.minute_millis", path.getMinuteMillis()),
                path.getIndex(),
                siblings);
    }
}
