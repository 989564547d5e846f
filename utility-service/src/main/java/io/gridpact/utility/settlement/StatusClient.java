package io.gridpact.utility.settlement;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.LoggedReadingWire;
import io.gridpact.status.v1.DeliverStatusesRequest;
import io.gridpact.status.v1.DeliverStatusesResponse;
import io.gridpact.status.v1.GetHeldPagesRequest;
import io.gridpact.status.v1.MeterEvidence;
import io.gridpact.status.v1.StatusHeader;
import io.gridpact.status.v1.StatusPage;
import io.gridpact.status.v1.StatusServiceGrpc;
import io.gridpact.utility.peer.StreamedCall;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.Iterator;
import java.util.List;

/// Streams statuses over pinned mutual TLS, no faster than the other side takes them.
public final class StatusClient implements StatusLink {

    private final PeerChannels channels;

    public StatusClient(PeerChannels channels) {
        this.channels = channels;
    }

    @Override
    public void deliver(String utility, Iterator<StatusPart> parts) {
        StreamedCall.<DeliverStatusesRequest, DeliverStatusesResponse>send(
                StatusServiceGrpc.newStub(channels.to(utility))::deliverStatuses,
                sink -> parts.forEachRemaining(part -> sink.accept(message(part))));
    }

    @Override
    public int held(String utility, Instant windowStart, List<Digest> pages) {
        GetHeldPagesRequest.Builder request =
                GetHeldPagesRequest.newBuilder().setWindowStartMillis(windowStart.toEpochMilli());
        pages.forEach(page -> request.addPageDigests(UnsafeByteOperations.unsafeWrap(page.bytes())));
        try {
            int held = StatusServiceGrpc.newBlockingStub(channels.to(utility))
                    .getHeldPages(request.build())
                    .getHeld();
            return Fields.of(Reason.INVALID_PROOF).between("held", held, 0, pages.size());
        } catch (StatusRuntimeException failed) {
            throw new RefusedException(RefusalStatus.refusalOf(failed), failed);
        }
    }

    static DeliverStatusesRequest message(StatusPart part) {
        DeliverStatusesRequest.Builder request = DeliverStatusesRequest.newBuilder();
        try {
            switch (part) {
                case StatusPart.Header header ->
                    request.setHeader(StatusHeader.newBuilder()
                            .setWindowStartMillis(header.windowStart().toEpochMilli())
                            .setSheetRoot(EnvelopeWire.toMessage(header.sheetRoot()))
                            .setLogReceipt(EnvelopeWire.toMessage(header.logReceipt())));
                case StatusPart.Meter meter -> {
                    MeterEvidence.Builder evidence =
                            MeterEvidence.newBuilder().setEnrolment(Envelope.parseFrom(meter.enrolment()));
                    for (byte[] reading : meter.readings()) {
                        evidence.addReadings(Envelope.parseFrom(reading));
                    }
                    meter.logged().forEach(proof -> evidence.addLogged(LoggedReadingWire.toMessage(proof)));
                    request.setMeter(evidence);
                }
                case StatusPart.Page page -> request.setPage(StatusPage.parseFrom(page.content()));
            }
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalStateException("what is to be shown cannot be read", damaged);
        }
        return request.build();
    }
}
