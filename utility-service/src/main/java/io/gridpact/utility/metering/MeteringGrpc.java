package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.status.v1.MeteringServiceGrpc;
import io.gridpact.status.v1.RefusedReading;
import io.gridpact.status.v1.SubmitReadingsRequest;
import io.gridpact.status.v1.SubmitReadingsResponse;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.ArrayList;
import java.util.List;

/// The door for this utility's head-ends.
@GrpcService
public class MeteringGrpc extends MeteringServiceGrpc.MeteringServiceImplBase {

    /// Refusals that are told; the others are only counted.
    static final int MAX_REFUSALS_TOLD = 100;

    private static final String METHOD =
            MeteringServiceGrpc.getSubmitReadingsMethod().getFullMethodName();

    private final SubmitReadings submitReadings;
    private final SignatureAudit signatures;

    MeteringGrpc(SubmitReadings submitReadings, SignatureAudit signatures) {
        this.signatures = signatures;
        this.submitReadings = submitReadings;
    }

    @Override
    public StreamObserver<SubmitReadingsRequest> submitReadings(StreamObserver<SubmitReadingsResponse> response) {
        String headEnd = Caller.current().require(ParticipantRole.HEAD_END).id();
        return new Intake(headEnd, response);
    }

    /// One message at a time: the next is asked for when this one is stored.
    private final class Intake implements StreamObserver<SubmitReadingsRequest> {

        private final String headEnd;
        private final StreamObserver<SubmitReadingsResponse> response;
        private final SubmitReadingsResponse.Builder answer = SubmitReadingsResponse.newBuilder();
        private long index;

        Intake(String headEnd, StreamObserver<SubmitReadingsResponse> response) {
            this.headEnd = headEnd;
            this.response = response;
        }

        @Override
        public void onNext(SubmitReadingsRequest request) {
            List<Envelope> readings = new ArrayList<>(request.getReadingsCount() + request.getUnsignedReadingsCount());
            for (int place = 0; place < request.getReadingsCount(); place++) {
                Fields at = new Fields(Reason.INVALID_READING, Fields.element("readings", place));
                readings.add(EnvelopeWire.fromMessage(request.getReadings(place), at));
            }
            request.getUnsignedReadingsList()
                    .forEach(payload -> readings.add(SubmitReadings.unsigned(payload.toByteArray())));
            List<ReadingOutcome> outcomes = submitReadings.submit(readings);
            for (int place = 0; place < outcomes.size(); place++) {
                count(outcomes.get(place), readings.get(place));
            }
        }

        private void count(ReadingOutcome outcome, Envelope reading) {
            switch (outcome) {
                case ReadingOutcome.Accepted ignored -> answer.setAccepted(answer.getAccepted() + 1);
                case ReadingOutcome.Late ignored -> answer.setAdjustments(answer.getAdjustments() + 1);
                case ReadingOutcome.Repeated ignored -> answer.setRepeated(answer.getRepeated() + 1);
                case ReadingOutcome.Refused refused -> refused(refused, reading);
            }
            index++;
        }

        private void refused(ReadingOutcome.Refused refused, Envelope reading) {
            if (refused.refusal().reason() == Reason.SIGNATURE_INVALID) {
                signatures.refused(headEnd, METHOD, reading.digest());
            }
            answer.setRefused(answer.getRefused() + 1);
            if (answer.getRefusalsCount() < MAX_REFUSALS_TOLD) {
                answer.addRefusals(RefusedReading.newBuilder()
                        .setIndex(index)
                        .setField(refused.refusal().field())
                        .setDescription(refused.refusal().description()));
            }
        }

        @Override
        public void onError(Throwable cancelled) {
            // What was stored stays; the head-end sends the rest again.
        }

        @Override
        public void onCompleted() {
            response.onNext(answer.build());
            response.onCompleted();
        }
    }
}
