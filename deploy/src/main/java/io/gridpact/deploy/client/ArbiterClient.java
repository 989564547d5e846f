package io.gridpact.deploy.client;

import io.gridpact.arbiter.v1.GetLogSummaryRequest;
import io.gridpact.arbiter.v1.GetLogSummaryResponse;
import io.gridpact.arbiter.v1.ListSubmissionsRequest;
import io.gridpact.arbiter.v1.LogOperatorServiceGrpc;
import io.gridpact.arbiter.v1.LogOperatorServiceGrpc.LogOperatorServiceBlockingStub;
import io.gridpact.arbiter.v1.LoggedSubmission;
import io.gridpact.arbiter.v1.PutProfileRequest;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The arbiter's operator: what its log holds, as it came.
public final class ArbiterClient {

    private static final int DEADLINE_SECONDS = 60;
    private static final int PAGE = 1_000;

    private final LogOperatorServiceBlockingStub stub;

    public ArbiterClient(Channels channels, String arbiter) {
        this.stub = LogOperatorServiceGrpc.newBlockingStub(channels.operator(arbiter));
    }

    public void putProfile(Envelope profile) {
        var unused = now().putProfile(PutProfileRequest.newBuilder()
                .setProfile(EnvelopeWire.toMessage(profile))
                .build());
    }

    public GetLogSummaryResponse summary() {
        return now().getLogSummary(GetLogSummaryRequest.getDefaultInstance());
    }

    /// Everything that members have submitted, in the order of the log.
    public List<LoggedSubmission> submissions() {
        List<LoggedSubmission> submissions = new ArrayList<>();
        long fromIndex = 0;
        while (true) {
            List<LoggedSubmission> page = now().listSubmissions(ListSubmissionsRequest.newBuilder()
                            .setFromIndex(fromIndex)
                            .setPageSize(PAGE)
                            .build())
                    .getSubmissionsList();
            submissions.addAll(page);
            if (page.size() < PAGE) {
                return List.copyOf(submissions);
            }
            fromIndex = page.getLast().getLeafIndex() + 1;
        }
    }

    private LogOperatorServiceBlockingStub now() {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
