package io.gridpact.utility.wire;

import static io.gridpact.directory.v1.EnrolmentServiceGrpc.getEnrolMethod;
import static io.gridpact.directory.v1.EnrolmentServiceGrpc.getGetCustomerMethod;
import static io.gridpact.directory.v1.EnrolmentServiceGrpc.getListLedgerMethod;
import static io.gridpact.directory.v1.EnrolmentServiceGrpc.getPutAgreementMethod;
import static io.gridpact.directory.v1.EnrolmentServiceGrpc.getPutProfileMethod;
import static io.gridpact.directory.v1.GridServiceGrpc.getGetScheduleMethod;
import static io.gridpact.directory.v1.GridServiceGrpc.getPutFeedersMethod;
import static io.gridpact.directory.v1.OperatorServiceGrpc.getAwaitIdleMethod;
import static io.gridpact.directory.v1.OperatorServiceGrpc.getListParticipantsMethod;
import static io.gridpact.directory.v1.OperatorServiceGrpc.getMoveClockMethod;
import static io.gridpact.directory.v1.OperatorServiceGrpc.getPutParticipantMethod;
import static io.gridpact.status.v1.MeteringServiceGrpc.getSubmitReadingsMethod;
import static io.gridpact.utility.wire.PlatformRefusals.TOO_LARGE;
import static io.gridpact.utility.wire.Refused.when;
import static io.gridpact.utility.wire.RunningUtility.HEAD_END;
import static io.gridpact.utility.wire.RunningUtility.OPERATOR;

import io.gridpact.directory.v1.AwaitIdleRequest;
import io.gridpact.directory.v1.CustomerLimit;
import io.gridpact.directory.v1.Direction;
import io.gridpact.directory.v1.EnrolRequest;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.directory.v1.FeederMeter;
import io.gridpact.directory.v1.GetCustomerRequest;
import io.gridpact.directory.v1.GetScheduleRequest;
import io.gridpact.directory.v1.ListLedgerRequest;
import io.gridpact.directory.v1.ListParticipantsRequest;
import io.gridpact.directory.v1.Mandate;
import io.gridpact.directory.v1.MoveClockRequest;
import io.gridpact.directory.v1.PutAgreementRequest;
import io.gridpact.directory.v1.PutFeedersRequest;
import io.gridpact.directory.v1.PutParticipantRequest;
import io.gridpact.directory.v1.PutProfileRequest;
import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.status.v1.SubmitReadingsRequest;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/// What the utility's own are refused: its head-ends, and its operator.
final class OperatorRefusals {

    private static final int MORE_READINGS_THAN_A_MESSAGE_TAKES = 501;
    private static final Envelope LARGE =
            Envelope.newBuilder().setPayload(TOO_LARGE).build();

    private OperatorRefusals() {}

    static Stream<Refused> table() {
        return Stream.of(readings(), operating(), enrolling(), planning()).flatMap(List::stream);
    }

    private static List<Refused> readings() {
        Envelope reading = EnvelopeWire.toMessage(AShowing.reading(
                AnOrder.SELLER, io.gridpact.protocol.directory.Direction.INJECTION, ANetwork.WINDOW, 7_000, 1));
        return List.of(
                when(
                        getSubmitReadingsMethod(),
                        HEAD_END,
                        "an envelope without signature",
                        Reason.INVALID_READING,
                        "readings[1].signatures",
                        () -> SubmitReadingsRequest.newBuilder()
                                .addReadings(reading)
                                .addReadings(reading.toBuilder().clearSignatures())
                                .build()),
                when(
                        getSubmitReadingsMethod(),
                        HEAD_END,
                        "501 readings in a message",
                        Reason.RESOURCE_EXHAUSTED,
                        "readings",
                        () -> SubmitReadingsRequest.newBuilder()
                                .addAllReadings(Collections.nCopies(MORE_READINGS_THAN_A_MESSAGE_TAKES, reading))
                                .build()),
                when(
                        getSubmitReadingsMethod(),
                        "south",
                        "a head-end's readings",
                        Reason.PERMISSION_DENIED,
                        "",
                        () -> SubmitReadingsRequest.newBuilder()
                                .addReadings(reading)
                                .build()));
    }

    private static PutParticipantRequest participant(Envelope descriptor) {
        return PutParticipantRequest.newBuilder().setParticipant(descriptor).build();
    }

    private static List<Refused> operating() {
        byte[] payload = ADay.descriptor("nova", ParticipantRole.PLATFORM).payload();
        return List.of(
                when(
                        getMoveClockMethod(),
                        OPERATOR,
                        "a time that is past",
                        Reason.INVALID_REQUEST,
                        "to_millis",
                        () -> MoveClockRequest.newBuilder()
                                .setToMillis(ANetwork.NOW.toEpochMilli())
                                .build()),
                when(
                        getAwaitIdleMethod(),
                        OPERATOR,
                        "no time to wait",
                        Reason.INVALID_REQUEST,
                        "timeout_millis",
                        AwaitIdleRequest::getDefaultInstance),
                when(
                        getListParticipantsMethod(),
                        OPERATOR,
                        "a page of 1001",
                        Reason.INVALID_REQUEST,
                        "page_size",
                        () -> ListParticipantsRequest.newBuilder()
                                .setPageSize(1001)
                                .build()),
                when(
                        getPutParticipantMethod(),
                        OPERATOR,
                        "no descriptor",
                        Reason.INVALID_REQUEST,
                        "participant.payload_type",
                        PutParticipantRequest::getDefaultInstance),
                when(
                        getPutParticipantMethod(),
                        OPERATOR,
                        "a descriptor that another signed",
                        Reason.SIGNATURE_INVALID,
                        "signatures",
                        () -> participant(EnvelopeWire.toMessage(
                                Envelopes.sign(Participant.PAYLOAD_TYPE, payload, ANetwork.signer("helio root"))))),
                when(
                        getPutParticipantMethod(),
                        OPERATOR,
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> participant(LARGE)),
                when(
                        getPutParticipantMethod(),
                        "nova",
                        "its own descriptor",
                        Reason.PERMISSION_DENIED,
                        "",
                        () -> participant(EnvelopeWire.toMessage(ADay.descriptor("nova", ParticipantRole.PLATFORM)))));
    }

    private static List<Refused> enrolling() {
        byte[] payload = ANetwork.agreementEnvelope("east", "north").payload();
        return List.of(
                when(
                        getPutProfileMethod(),
                        OPERATOR,
                        "no profile",
                        Reason.INVALID_REQUEST,
                        "profile.payload_type",
                        PutProfileRequest::getDefaultInstance),
                when(
                        getPutAgreementMethod(),
                        OPERATOR,
                        "an agreement of others",
                        Reason.INVALID_REQUEST,
                        "agreement.first_utility",
                        () -> PutAgreementRequest.newBuilder()
                                .setAgreement(EnvelopeWire.toMessage(ANetwork.agreementEnvelope("east", "south")))
                                .build()),
                when(
                        getPutAgreementMethod(),
                        OPERATOR,
                        "an agreement under another arbiter",
                        Reason.INVALID_REQUEST,
                        "agreement.arbiter",
                        () -> PutAgreementRequest.newBuilder()
                                .setAgreement(EnvelopeWire.toMessage(
                                        ANetwork.agreementEnvelope("east", "north", "another-arbiter")))
                                .build()),
                when(
                        getPutAgreementMethod(),
                        OPERATOR,
                        "an agreement that one has signed",
                        Reason.SIGNATURE_INVALID,
                        "signatures",
                        () -> PutAgreementRequest.newBuilder()
                                .setAgreement(EnvelopeWire.toMessage(
                                        Envelopes.sign(Agreement.PAYLOAD_TYPE, payload, ANetwork.signer("north root"))))
                                .build()),
                when(
                        getGetCustomerMethod(),
                        OPERATOR,
                        "nobody's id",
                        Reason.UNKNOWN_CUSTOMER,
                        "customer_id",
                        () -> GetCustomerRequest.newBuilder()
                                .setCustomerId("nobody")
                                .build()),
                when(
                        getEnrolMethod(),
                        OPERATOR,
                        "a limit of nobody",
                        Reason.UNKNOWN_CUSTOMER,
                        "customer_id",
                        () -> EnrolRequest.newBuilder()
                                .addLimits(CustomerLimit.newBuilder()
                                        .setCustomerId("nobody")
                                        .setDirection(Direction.DIRECTION_INJECTION))
                                .build()),
                when(
                        getEnrolMethod(),
                        OPERATOR,
                        "a mandate without direction",
                        Reason.INVALID_REQUEST,
                        "mandates.direction",
                        () -> EnrolRequest.newBuilder()
                                .addMandates(Mandate.newBuilder()
                                        .setCustomerId(AnOrder.SELLER)
                                        .setPlatform("nova"))
                                .build()),
                when(
                        getListLedgerMethod(),
                        OPERATOR,
                        "a page of 5001",
                        Reason.INVALID_REQUEST,
                        "page_size",
                        () -> ListLedgerRequest.newBuilder().setPageSize(5001).build()),
                when(
                        getPutProfileMethod(),
                        OPERATOR,
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> PutProfileRequest.newBuilder().setProfile(LARGE).build()),
                when(
                        getListLedgerMethod(),
                        "south",
                        "a look at the ledger",
                        Reason.PERMISSION_DENIED,
                        "",
                        ListLedgerRequest::getDefaultInstance));
    }

    private static PutFeedersRequest feeder(String meter, String feeder) {
        return PutFeedersRequest.newBuilder()
                .addMeters(FeederMeter.newBuilder().setMeterId(meter).setFeeder(feeder))
                .build();
    }

    private static List<Refused> planning() {
        return List.of(
                when(
                        getPutFeedersMethod(),
                        OPERATOR,
                        "no meters",
                        Reason.INVALID_REQUEST,
                        "meters",
                        PutFeedersRequest::getDefaultInstance),
                when(
                        getPutFeedersMethod(),
                        OPERATOR,
                        "a meter of nobody",
                        Reason.UNKNOWN_METER,
                        "meters.meter_id",
                        () -> feeder("nobody's", "F1")),
                when(
                        getPutFeedersMethod(),
                        OPERATOR,
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> feeder("nobody's", "F".repeat(TOO_LARGE.size()))),
                when(
                        getGetScheduleMethod(),
                        "south",
                        "a look at the schedule",
                        Reason.PERMISSION_DENIED,
                        "",
                        GetScheduleRequest::getDefaultInstance));
    }
}
