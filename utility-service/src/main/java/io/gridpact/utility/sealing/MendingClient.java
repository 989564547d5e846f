package io.gridpact.utility.sealing;

import com.google.protobuf.UnsafeByteOperations;
import com.google.rpc.Status;
import io.gridpact.arbiter.v1.PairStage;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.pairing.LeafRange;
import io.gridpact.protocol.pairing.RangeSummary;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.Names;
import io.gridpact.protocol.wire.SealingWire;
import io.gridpact.status.v1.CompareListsRequest;
import io.gridpact.status.v1.CompareListsResponse;
import io.gridpact.status.v1.MendingServiceGrpc;
import io.gridpact.status.v1.ShowTradesRequest;
import io.gridpact.status.v1.ShowTradesResponse;
import io.gridpact.utility.pairing.PairKey;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Compares and mends lists over pinned mutual TLS.
final class MendingClient implements MendingLink {

    private static final Fields AT = Fields.of(Reason.INVALID_PROOF);

    private final PeerChannels channels;

    MendingClient(PeerChannels channels) {
        this.channels = channels;
    }

    @Override
    public Compared compare(PairKey key, List<LeafRange> ranges) {
        CompareListsRequest request = CompareListsRequest.newBuilder()
                .setWindowStartMillis(key.windowStart().toEpochMilli())
                .setStage(Names.wire(key.stage(), PairStage.class))
                .setNumber(key.number())
                .addAllRanges(ranges.stream().map(SealingWire::toMessage).toList())
                .build();
        CompareListsResponse response = call(() ->
                MendingServiceGrpc.newBlockingStub(channels.to(key.peer())).compareLists(request));
        AT.count("ranges", response.getRangesCount(), ranges.size(), ranges.size());
        List<RangeSummary> summaries = response.getRangesList().stream()
                .map(summary -> SealingWire.summary(summary, AT.in("ranges")))
                .toList();
        return new Compared(summaries, response.getEnergyWh());
    }

    @Override
    public Answer show(String peer, Instant windowStart, long number, List<SealingProof> trades, List<Digest> wanted) {
        ShowTradesRequest request = ShowTradesRequest.newBuilder()
                .setWindowStartMillis(windowStart.toEpochMilli())
                .setNumber(number)
                .addAllTrades(trades.stream().map(SealingWire::toMessage).toList())
                .addAllWanted(wanted.stream()
                        .map(leaf -> UnsafeByteOperations.unsafeWrap(leaf.bytes()))
                        .toList())
                .build();
        ShowTradesResponse response =
                call(() -> MendingServiceGrpc.newBlockingStub(channels.to(peer)).showTrades(request));
        AT.count("results", response.getResultsCount(), trades.size(), trades.size());
        AT.count("trades", response.getTradesCount(), 0, wanted.size());
        return new Answer(
                response.getResultsList().stream().map(MendingClient::refusal).toList(),
                response.getTradesList().stream().map(SealingWire::proof).toList());
    }

    private static Optional<Refusal> refusal(Status status) {
        return status.getCode() == 0
                ? Optional.empty()
                : Optional.of(RefusalStatus.refusalOf(status).orElseGet(() -> Refusal.of(Reason.INTERNAL)));
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failed) {
            throw new RefusedException(RefusalStatus.refusalOf(failed), failed);
        }
    }
}
