package io.gridpact.deploy.client;

import io.gridpact.directory.v1.AwaitIdleRequest;
import io.gridpact.directory.v1.AwaitIdleResponse;
import io.gridpact.directory.v1.CheckFinding;
import io.gridpact.directory.v1.CheckRequest;
import io.gridpact.directory.v1.CheckResponse;
import io.gridpact.directory.v1.CheckSummary;
import io.gridpact.directory.v1.GetClockRequest;
import io.gridpact.directory.v1.GetClockResponse;
import io.gridpact.directory.v1.ListParticipantsRequest;
import io.gridpact.directory.v1.MoveClockRequest;
import io.gridpact.directory.v1.OperatorServiceGrpc;
import io.gridpact.directory.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.gridpact.directory.v1.PutParticipantRequest;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A service's operator: its clock, its peers, its checker.
public final class OperatorClient {

    private static final int DEADLINE_SECONDS = 30;
    private static final int CHECK_DEADLINE_SECONDS = 600;

    private final String service;
    private final OperatorServiceBlockingStub stub;

    /// What a service's checker found.
    public record CheckOutcome(List<CheckFinding> findings, CheckSummary summary) {}

    public OperatorClient(Channels channels, String service) {
        this.service = service;
        this.stub = OperatorServiceGrpc.newBlockingStub(channels.operator(service));
    }

    public String service() {
        return service;
    }

    public GetClockResponse clock() {
        return within(DEADLINE_SECONDS).getClock(GetClockRequest.getDefaultInstance());
    }

    public void moveClock(Instant to) {
        within(DEADLINE_SECONDS)
                .moveClock(MoveClockRequest.newBuilder()
                        .setToMillis(to.toEpochMilli())
                        .build());
    }

    public AwaitIdleResponse awaitIdle(Duration timeout) {
        return within(DEADLINE_SECONDS + timeout.toSeconds())
                .awaitIdle(AwaitIdleRequest.newBuilder()
                        .setTimeoutMillis(Math.toIntExact(timeout.toMillis()))
                        .build());
    }

    /// @return whether anything changed
    public boolean putParticipant(Envelope descriptor) {
        return within(DEADLINE_SECONDS)
                .putParticipant(PutParticipantRequest.newBuilder()
                        .setParticipant(EnvelopeWire.toMessage(descriptor))
                        .build())
                .getChanged();
    }

    /// At most 1000 descriptors, ordered by id.
    public List<Envelope> participants() {
        return within(DEADLINE_SECONDS)
                .listParticipants(ListParticipantsRequest.getDefaultInstance())
                .getDescriptorsList()
                .stream()
                .map(descriptor -> EnvelopeWire.fromMessage(descriptor, "descriptors"))
                .toList();
    }

    public CheckOutcome check() {
        List<CheckFinding> findings = new ArrayList<>();
        CheckSummary summary = CheckSummary.getDefaultInstance();
        Iterator<CheckResponse> results = within(CHECK_DEADLINE_SECONDS).check(CheckRequest.getDefaultInstance());
        while (results.hasNext()) {
            CheckResponse result = results.next();
            switch (result.getResultCase()) {
                case FINDING -> findings.add(result.getFinding());
                case SUMMARY -> summary = result.getSummary();
                case RESULT_NOT_SET -> throw new IllegalStateException("an empty result of a check");
            }
        }
        return new CheckOutcome(List.copyOf(findings), summary);
    }

    private OperatorServiceBlockingStub within(long seconds) {
        return stub.withDeadlineAfter(seconds, TimeUnit.SECONDS);
    }
}
