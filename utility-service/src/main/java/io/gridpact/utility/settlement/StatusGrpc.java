package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.metering.ReadingRules;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.LoggedReading;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.LoggedReadingWire;
import io.gridpact.protocol.wire.StatusPageWire;
import io.gridpact.status.v1.DeliverStatusesRequest;
import io.gridpact.status.v1.DeliverStatusesResponse;
import io.gridpact.status.v1.GetHeldPagesRequest;
import io.gridpact.status.v1.GetHeldPagesResponse;
import io.gridpact.status.v1.MeterEvidence;
import io.gridpact.status.v1.StatusHeader;
import io.gridpact.status.v1.StatusServiceGrpc;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.ArrayList;
import java.util.List;

/// The door for other utilities' statuses.
@GrpcService
public class StatusGrpc extends StatusServiceGrpc.StatusServiceImplBase {

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);

    private final ReceiveStatuses receiveStatuses;

    StatusGrpc(ReceiveStatuses receiveStatuses) {
        this.receiveStatuses = receiveStatuses;
    }

    @Override
    public StreamObserver<DeliverStatusesRequest> deliverStatuses(StreamObserver<DeliverStatusesResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        return parts(receiveStatuses.begin(caller.id()), response);
    }

    /// What takes a stream of a caller that is known.
    static StreamObserver<DeliverStatusesRequest> parts(
            StatusIntake intake, StreamObserver<DeliverStatusesResponse> response) {
        return new Parts(intake, response);
    }

    @Override
    public void getHeldPages(GetHeldPagesRequest request, StreamObserver<GetHeldPagesResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        REQUEST.count("page_digests", request.getPageDigestsCount(), 1, SendStatuses.MAX_PAGES);
        int held = receiveStatuses.held(
                caller.id(),
                REQUEST.instant("window_start_millis", request.getWindowStartMillis()),
                REQUEST.digests("page_digests", request.getPageDigestsList()));
        response.onNext(GetHeldPagesResponse.newBuilder().setHeld(held).build());
        response.onCompleted();
    }

    /// One part at a time: the next is asked for when this one is stored.
    private record Parts(StatusIntake intake, StreamObserver<DeliverStatusesResponse> response)
            implements StreamObserver<DeliverStatusesRequest> {

        @Override
        public void onNext(DeliverStatusesRequest request) {
            switch (request.getPartCase()) {
                case HEADER -> header(request.getHeader());
                case METER -> meter(request.getMeter());
                case PAGE -> {
                    List<Envelope> statuses = StatusPageWire.fromMessage(request.getPage(), proof("page"));
                    intake.page(statuses, request.getPage().toByteArray());
                }
                case PART_NOT_SET ->
                    throw new RefusedException(Refusal.of(Reason.INVALID_REQUEST, "part", "missing or unknown"));
            }
        }

        private void header(StatusHeader header) {
            Fields at = proof("header");
            intake.header(
                    at.instant("window_start_millis", header.getWindowStartMillis()),
                    EnvelopeWire.fromMessage(header.getSheetRoot(), at.in("sheet_root")),
                    EnvelopeWire.fromMessage(header.getLogReceipt(), at.in("log_receipt")));
        }

        private void meter(MeterEvidence meter) {
            Fields at = proof("meter");
            at.count("readings", meter.getReadingsCount(), 1, ReadingRules.MAX_READINGS_PER_WINDOW);
            List<Envelope> readings = new ArrayList<>(meter.getReadingsCount());
            for (int index = 0; index < meter.getReadingsCount(); index++) {
                readings.add(
                        EnvelopeWire.fromMessage(meter.getReadings(index), at.in(Fields.element("readings", index))));
            }
            at.count("logged", meter.getLoggedCount(), 0, ReadingRules.MAX_READINGS_PER_WINDOW);
            List<LoggedReading> logged = new ArrayList<>(meter.getLoggedCount());
            for (int index = 0; index < meter.getLoggedCount(); index++) {
                logged.add(
                        LoggedReadingWire.fromMessage(meter.getLogged(index), at.in(Fields.element("logged", index))));
            }
            intake.meter(EnvelopeWire.fromMessage(meter.getEnrolment(), at.in("enrolment")), readings, logged);
        }

        @Override
        public void onError(Throwable cancelled) {
            // What was stored stays; the sender sends the rest again.
        }

        @Override
        public void onCompleted() {
            response.onNext(DeliverStatusesResponse.newBuilder()
                    .setApplied(intake.applied())
                    .setRepeated(intake.repeated())
                    .build());
            response.onCompleted();
        }

        private static Fields proof(String path) {
            return new Fields(Reason.INVALID_PROOF, path);
        }
    }
}
