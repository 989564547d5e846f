package io.gridpact.deploy.client;

import io.gridpact.deploy.network.NetworkFile.FeederEntry;
import io.gridpact.directory.v1.FeederMeter;
import io.gridpact.directory.v1.GetScheduleRequest;
import io.gridpact.directory.v1.GridServiceGrpc;
import io.gridpact.directory.v1.GridServiceGrpc.GridServiceBlockingStub;
import io.gridpact.directory.v1.PutFeedersRequest;
import io.gridpact.directory.v1.ScheduleKey;
import io.gridpact.directory.v1.ScheduleLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A utility's operator: its feeders and what is sold through them.
public final class GridClient {

    private static final int DEADLINE_SECONDS = 60;
    private static final int METERS_PER_REQUEST = 1_000;
    private static final int PAGE_LINES = 5_000;

    private final GridServiceBlockingStub stub;

    public GridClient(Channels channels, String utility) {
        this.stub = GridServiceGrpc.newBlockingStub(channels.operator(utility));
    }

    /// @return how many meters are on another feeder now
    public int place(List<FeederEntry> feeders) {
        List<FeederMeter> meters = feeders.stream()
                .flatMap(feeder -> feeder.meters().stream().map(meter -> FeederMeter.newBuilder()
                        .setMeterId(meter)
                        .setFeeder(feeder.id())
                        .build()))
                .toList();
        int changed = 0;
        for (int from = 0; from < meters.size(); from += METERS_PER_REQUEST) {
            changed += now().putFeeders(PutFeedersRequest.newBuilder()
                            .addAllMeters(meters.subList(from, Math.min(meters.size(), from + METERS_PER_REQUEST)))
                            .build())
                    .getChanged();
        }
        return changed;
    }

    /// @param from first window's start
    /// @param until windows that start before it
    /// @param feeder `""` for all
    /// @return in the order of windows and feeders
    public List<ScheduleLine> schedule(Instant from, Instant until, String feeder) {
        List<ScheduleLine> lines = new ArrayList<>();
        GetScheduleRequest.Builder request = GetScheduleRequest.newBuilder()
                .setFromMillis(from.toEpochMilli())
                .setUntilMillis(until.toEpochMilli())
                .setFeeder(feeder)
                .setPageSize(PAGE_LINES);
        while (true) {
            List<ScheduleLine> page = now().getSchedule(request.build()).getLinesList();
            lines.addAll(page);
            if (page.size() < PAGE_LINES) {
                return List.copyOf(lines);
            }
            ScheduleLine last = page.getLast();
            request.setAfter(ScheduleKey.newBuilder()
                    .setWindowStartMillis(last.getWindowStartMillis())
                    .setFeeder(last.getFeeder()));
        }
    }

    private GridServiceBlockingStub now() {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
