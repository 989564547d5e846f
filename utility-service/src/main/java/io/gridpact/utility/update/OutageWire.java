package io.gridpact.utility.update;

import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.Names;
import io.gridpact.trade.v1.AffectedTrade;
import io.gridpact.trade.v1.AnnounceOutageRequest;
import io.gridpact.trade.v1.AnnounceOutageResponse;
import io.gridpact.trade.v1.UpdateState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Outages as messages, and back.
final class OutageWire {

    private static final int MAX_NAMED = 500;
    private static final int MAX_NAME_CHARACTERS = 64;
    private static final int MAX_KEPT_PERCENT = 99;
    private static final Fields AT = Fields.of(Reason.INVALID_REQUEST);

    private OutageWire() {}

    static AnnounceOutage.Outage outage(AnnounceOutageRequest request) {
        String id = AT.text("outage_id", request.getOutageId(), 1, MAX_NAME_CHARACTERS);
        String feeder = AT.text("feeder", request.getFeeder(), 0, MAX_NAME_CHARACTERS);
        AT.count("meter_ids", request.getMeterIdsCount(), 0, MAX_NAMED);
        AT.count("order_digests", request.getOrderDigestsCount(), 0, MAX_NAMED);
        request.getMeterIdsList().forEach(meter -> AT.text("meter_ids", meter, 1, MAX_NAME_CHARACTERS));
        boolean named = !feeder.isEmpty() || request.getMeterIdsCount() > 0 || request.getOrderDigestsCount() > 0;
        AT.require(named, "feeder", "neither a feeder nor meters nor trades are named");
        Instant from = AT.instant("from_millis", request.getFromMillis());
        Instant until = AT.instant("until_millis", request.getUntilMillis());
        AT.require(from.isBefore(until), "until_millis", "not after from_millis");
        UpdateReason reason = AT.named("reason", request.getReason(), UpdateReason.class);
        AT.require(reason != UpdateReason.PLATFORMS, "reason", "not a utility's");
        return new AnnounceOutage.Outage(
                id,
                feeder,
                List.copyOf(request.getMeterIdsList()),
                AT.digests("order_digests", request.getOrderDigestsList()),
                from,
                until,
                AT.between("keep_percent", request.getKeepPercent(), 0, MAX_KEPT_PERCENT),
                reason);
    }

    static Optional<Digest> after(AnnounceOutageRequest request) {
        return request.getAfterOrderDigest().isEmpty()
                ? Optional.empty()
                : Optional.of(AT.digest("after_order_digest", request.getAfterOrderDigest()));
    }

    static AnnounceOutageResponse toMessage(List<AnnounceOutage.Affected> trades) {
        AnnounceOutageResponse.Builder response = AnnounceOutageResponse.newBuilder();
        for (AnnounceOutage.Affected trade : trades) {
            AffectedTrade.Builder affected = AffectedTrade.newBuilder()
                    .setOrderDigest(
                            UnsafeByteOperations.unsafeWrap(trade.order().bytes()))
                    .setWindowStartMillis(trade.windowStart().toEpochMilli())
                    .setQuantityWh(trade.quantityWh())
                    .setLeftWh(trade.leftWh())
                    .setState(Names.wire(trade.state(), UpdateState.class));
            trade.reason()
                    .ifPresent(reason -> affected.setReason(Names.wire(reason, io.gridpact.directory.v1.Reason.class)));
            response.addTrades(affected);
        }
        if (trades.size() == AnnounceOutage.MAX_TRADES) {
            response.setNextAfterOrderDigest(
                    UnsafeByteOperations.unsafeWrap(trades.getLast().order().bytes()));
        }
        return response.build();
    }
}
