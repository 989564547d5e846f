package io.gridpact.utility.wire;

import static io.gridpact.status.v1.MendingServiceGrpc.getCompareListsMethod;
import static io.gridpact.status.v1.MendingServiceGrpc.getShowTradesMethod;
import static io.gridpact.utility.network.ANetwork.NOW;
import static io.gridpact.utility.wire.ADay.EARLY;
import static io.gridpact.utility.wire.PlatformRefusals.TOO_LARGE;
import static io.gridpact.utility.wire.Refused.when;

import com.google.protobuf.ByteString;
import io.gridpact.arbiter.v1.PairStage;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.status.v1.CompareListsRequest;
import io.gridpact.status.v1.LeafRange;
import io.gridpact.status.v1.ShowTradesRequest;
import java.util.stream.Stream;

/// What other utilities are refused that compare lists and show what one of them lacks.
final class MendingRefusals {

    private static final LeafRange ALL = LeafRange.newBuilder()
            .setPrefix(ByteString.copyFrom(new byte[Digest.BYTES]))
            .build();

    private MendingRefusals() {}

    static Stream<Refused> table() {
        return Stream.of(
                when(getCompareListsMethod(), "south", "no range", Reason.INVALID_REQUEST, "ranges", () -> compare(1)
                        .clearRanges()
                        .build()),
                when(
                        getCompareListsMethod(),
                        "south",
                        "a list that was not declared",
                        Reason.UNKNOWN_TRADE,
                        "number",
                        () -> compare(2).build()),
                when(getCompareListsMethod(), "helio", "a utility's list", Reason.PERMISSION_DENIED, "", () -> compare(
                                1)
                        .build()),
                when(
                        getCompareListsMethod(),
                        "south",
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> compare(1)
                                .addRanges(LeafRange.newBuilder().setPrefix(TOO_LARGE))
                                .build()),
                when(
                        getShowTradesMethod(),
                        "south",
                        "trades of a window that has begun",
                        Reason.WINDOW_CLOSED,
                        "window_start_millis",
                        () -> ShowTradesRequest.newBuilder()
                                .setWindowStartMillis(NOW.toEpochMilli())
                                .setNumber(1)
                                .build()));
    }

    private static CompareListsRequest.Builder compare(long number) {
        return CompareListsRequest.newBuilder()
                .setWindowStartMillis(EARLY.start().toEpochMilli())
                .setStage(PairStage.PAIR_STAGE_SEALED)
                .setNumber(number)
                .addRanges(ALL);
    }
}
