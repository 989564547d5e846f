package io.gridpact.utility.grid;

import io.gridpact.directory.v1.FeederMeter;
import io.gridpact.directory.v1.GetScheduleRequest;
import io.gridpact.directory.v1.GetScheduleResponse;
import io.gridpact.directory.v1.PutFeedersRequest;
import io.gridpact.directory.v1.ScheduleLine;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.Fields;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Feeders and schedules as messages, and back.
final class GridWire {

    private static final int MAX_METERS = 1_000;
    private static final int MAX_LINES = 5_000;
    private static final int MAX_NAME_CHARACTERS = 64;
    private static final Duration LONGEST_SCHEDULE = Duration.ofDays(31);
    private static final Fields AT = Fields.of(Reason.INVALID_REQUEST);

    private GridWire() {}

    static Map<String, String> feederByMeter(PutFeedersRequest request) {
        AT.count("meters", request.getMetersCount(), 1, MAX_METERS);
        Map<String, String> feederByMeter = new HashMap<>();
        for (FeederMeter meter : request.getMetersList()) {
            String meterId = AT.text("meters.meter_id", meter.getMeterId(), 1, MAX_NAME_CHARACTERS);
            String feeder = AT.text("meters.feeder", meter.getFeeder(), 0, MAX_NAME_CHARACTERS);
            AT.require(feederByMeter.put(meterId, feeder) == null, "meters.meter_id", "given twice");
        }
        return feederByMeter;
    }

    static Schedule.Question question(GetScheduleRequest request) {
        Instant from = AT.instant("from_millis", request.getFromMillis());
        Instant until = AT.instant("until_millis", request.getUntilMillis());
        AT.require(
                from.isBefore(until) && !until.isAfter(from.plus(LONGEST_SCHEDULE)),
                "until_millis",
                "not after from_millis, or more than 31 days after it");
        return new Schedule.Question(from, until, AT.text("feeder", request.getFeeder(), 0, MAX_NAME_CHARACTERS));
    }

    static Schedule.Key after(GetScheduleRequest request) {
        if (!request.hasAfter()) {
            return Schedule.Key.FIRST;
        }
        return new Schedule.Key(
                AT.between(
                        "after.window_start_millis", request.getAfter().getWindowStartMillis(), 0, Fields.MAX_MILLIS),
                AT.text("after.feeder", request.getAfter().getFeeder(), 0, MAX_NAME_CHARACTERS));
    }

    static int size(GetScheduleRequest request) {
        int size = AT.between("page_size", request.getPageSize(), 0, MAX_LINES);
        return size == 0 ? MAX_LINES : size;
    }

    static GetScheduleResponse toMessage(List<Schedule.Line> lines) {
        GetScheduleResponse.Builder response = GetScheduleResponse.newBuilder();
        lines.forEach(line -> response.addLines(ScheduleLine.newBuilder()
                .setFeeder(line.key().feeder())
                .setWindowStartMillis(line.key().windowStartMillis())
                .setSoldWh(line.soldWh())
                .setBoughtWh(line.boughtWh())
                .setLocalWh(line.localWh())
                .setPendingSoldWh(line.pendingSoldWh())
                .setPendingBoughtWh(line.pendingBoughtWh())
                .setTrades(line.trades())));
        return response.build();
    }
}
