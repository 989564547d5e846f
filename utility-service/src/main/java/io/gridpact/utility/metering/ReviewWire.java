package io.gridpact.utility.metering;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.Names;
import io.gridpact.status.v1.Adjustment;
import io.gridpact.status.v1.ListAdjustmentsRequest;
import io.gridpact.status.v1.ListAdjustmentsResponse;
import io.gridpact.status.v1.ListReadingsResponse;
import io.gridpact.status.v1.ReadingQuality;
import io.gridpact.status.v1.ReadingUnderReview;
import java.time.Instant;
import java.util.List;

/// Readings under review and adjustments as messages, and back.
final class ReviewWire {

    private static final int MAX_PAGE = 500;
    private static final int MAX_REASON_CHARACTERS = 500;
    private static final Fields AT = Fields.of(Reason.INVALID_REQUEST);

    private ReviewWire() {}

    static int size(int pageSize) {
        int size = AT.between("page_size", pageSize, 0, MAX_PAGE);
        return size == 0 ? MAX_PAGE : size;
    }

    static PageMark mark(ByteString after) {
        return PageMark.parse(AT, "after", after.toByteArray());
    }

    static Digest digest(ByteString digest) {
        return AT.digest("reading_digest", digest);
    }

    /// For the audit: whatever was sent, in short.
    static String named(ByteString digest) {
        return digest.size() == Digest.BYTES ? Digest.of(digest.toByteArray()).prefix() : "";
    }

    static String reason(String reason) {
        return AT.text("reason", reason, 1, MAX_REASON_CHARACTERS);
    }

    static Instant from(ListAdjustmentsRequest request) {
        return AT.instant("from_millis", request.getFromMillis());
    }

    static Instant until(ListAdjustmentsRequest request) {
        return AT.instant("until_millis", request.getUntilMillis());
    }

    static ListReadingsResponse readings(List<ReviewReadings.UnderReview> page, int size) {
        ListReadingsResponse.Builder response = ListReadingsResponse.newBuilder();
        page.forEach(one -> response.addReadings(message(one)));
        if (page.size() == size) {
            ReviewReadings.UnderReview last = page.getLast();
            response.setNext(
                    next(last.receivedAt().toEpochMilli(), last.reading().digest()));
        }
        return response.build();
    }

    private static ReadingUnderReview message(ReviewReadings.UnderReview one) {
        Reading reading = one.reading();
        ReadingUnderReview.Builder message = ReadingUnderReview.newBuilder()
                .setReadingDigest(ByteString.copyFrom(reading.digest().bytes()))
                .setMeterId(one.meterId())
                .setMeterPublicKey(ByteString.copyFrom(reading.meterKey().bytes()))
                .setDirection(Names.wire(reading.direction(), io.gridpact.directory.v1.Direction.class))
                .setStartMillis(reading.start().toEpochMilli())
                .setEndMillis(reading.end().toEpochMilli())
                .setEnergyWh(reading.energyWh())
                .setSequence(reading.sequence())
                .setQuality(Names.wire(reading.quality(), ReadingQuality.class))
                .setField(one.field())
                .setDescription(one.description())
                .setReceivedAtMillis(one.receivedAt().toEpochMilli());
        reading.registerStartWh().ifPresent(message::setRegisterStartWh);
        reading.registerEndWh().ifPresent(message::setRegisterEndWh);
        return message.build();
    }

    static ListAdjustmentsResponse adjustments(List<ReadingAdjustments.Adjustment> page, int size) {
        ListAdjustmentsResponse.Builder response = ListAdjustmentsResponse.newBuilder();
        page.forEach(one -> response.addAdjustments(Adjustment.newBuilder()
                .setReadingDigest(ByteString.copyFrom(one.reading().bytes()))
                .setMeterId(one.meterId())
                .setDirection(Names.wire(one.direction(), io.gridpact.directory.v1.Direction.class))
                .setWindowStartMillis(one.windowStart().toEpochMilli())
                .setStartMillis(one.start().toEpochMilli())
                .setEndMillis(one.end().toEpochMilli())
                .setEnergyWh(one.energyWh())
                .setCountedWh(one.countedWh())
                .setEstimated(one.estimated())));
        if (page.size() == size) {
            ReadingAdjustments.Adjustment last = page.getLast();
            response.setNext(next(last.windowStart().toEpochMilli(), last.reading()));
        }
        return response.build();
    }

    private static ByteString next(long number, Digest digest) {
        return ByteString.copyFrom(new PageMark(number, digest.bytes()).encode());
    }
}
