package io.gridpact.protocol.link;

import io.gridpact.directory.v1.CheckFinding;
import io.gridpact.directory.v1.CheckResponse;
import io.gridpact.directory.v1.CheckSummary;
import io.gridpact.directory.v1.CheckedCount;
import io.grpc.stub.StreamObserver;
import java.util.Map;
import java.util.TreeMap;

/// Sends findings as they are made and counts what was looked at. Used by one thread.
final class CheckReport implements StoreChecker.Sink {

    /// Findings past these are only counted.
    static final int MAX_FINDINGS = 1000;

    private final StreamObserver<CheckResponse> response;
    private final Map<String, Long> checked = new TreeMap<>();
    private long findings;

    CheckReport(StreamObserver<CheckResponse> response) {
        this.response = response;
    }

    @Override
    public void finding(String rule, String subject, String detail) {
        findings++;
        if (findings <= MAX_FINDINGS) {
            response.onNext(CheckResponse.newBuilder()
                    .setFinding(CheckFinding.newBuilder()
                            .setRule(rule)
                            .setSubject(subject)
                            .setDetail(detail))
                    .build());
        }
    }

    @Override
    public void checked(String what, long count) {
        checked.merge(what, count, Long::sum);
    }

    CheckResponse summary() {
        var summary = CheckSummary.newBuilder().setFindings(findings);
        checked.forEach((what, count) ->
                summary.addChecked(CheckedCount.newBuilder().setWhat(what).setCount(count)));
        return CheckResponse.newBuilder().setSummary(summary).build();
    }
}
