package io.gridpact.utility.sealing;

import com.google.rpc.Status;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.pairing.LeafRange;
import io.gridpact.protocol.pairing.ListComparison;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.SealingWire;
import io.gridpact.status.v1.CompareListsRequest;
import io.gridpact.status.v1.CompareListsResponse;
import io.gridpact.status.v1.MendingServiceGrpc;
import io.gridpact.status.v1.ShowTradesRequest;
import io.gridpact.status.v1.ShowTradesResponse;
import io.gridpact.utility.pairing.PairKey;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The door for other utilities: comparing and mending lists.
@GrpcService
public class MendingGrpc extends MendingServiceGrpc.MendingServiceImplBase {

    private static final Fields AT = Fields.of(Reason.INVALID_REQUEST);

    private final AnswerComparison answer;

    MendingGrpc(AnswerComparison answer) {
        this.answer = answer;
    }

    @Override
    public void compareLists(CompareListsRequest request, StreamObserver<CompareListsResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        AT.count("ranges", request.getRangesCount(), 1, ListComparison.MAX_RANGES);
        List<LeafRange> ranges = request.getRangesList().stream()
                .map(range -> SealingWire.range(range, AT.in("ranges")))
                .toList();
        PairKey key = new PairKey(
                caller.id(),
                AT.instant("window_start_millis", request.getWindowStartMillis()),
                AT.named("stage", request.getStage(), PairStage.class),
                AT.between("number", request.getNumber(), PairDigest.FIRST_NUMBER, PairDigest.LAST_NUMBER));
        MendingLink.Compared compared = answer.compare(key, ranges);
        response.onNext(CompareListsResponse.newBuilder()
                .addAllRanges(
                        compared.ranges().stream().map(SealingWire::toMessage).toList())
                .setEnergyWh(compared.energyWh())
                .build());
        response.onCompleted();
    }

    @Override
    public void showTrades(ShowTradesRequest request, StreamObserver<ShowTradesResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        AT.count("trades", request.getTradesCount(), 0, MendingLink.MAX_TRADES);
        AT.count("wanted", request.getWantedCount(), 0, MendingLink.MAX_TRADES);
        Instant windowStart = AT.instant("window_start_millis", request.getWindowStartMillis());
        long number = AT.between("number", request.getNumber(), PairDigest.FIRST_NUMBER, PairDigest.LAST_NUMBER);
        List<Digest> wanted = AT.digests("wanted", request.getWantedList());
        // One that cannot be read is refused like one that does not hold, and holds up no other.
        List<Optional<Refusal>> unread = new ArrayList<>();
        List<SealingProof> trades = new ArrayList<>();
        for (var message : request.getTradesList()) {
            unread.add(read(message, trades));
        }
        MendingLink.Answer made = answer.show(caller.id(), windowStart, number, trades, wanted);
        var results = made.results().iterator();
        ShowTradesResponse.Builder message = ShowTradesResponse.newBuilder();
        unread.forEach(refusal -> message.addResults(status(refusal.or(results::next))));
        made.trades().forEach(proof -> message.addTrades(SealingWire.toMessage(proof)));
        response.onNext(message.build());
        response.onCompleted();
    }

    private static Optional<Refusal> read(io.gridpact.trade.v1.SealingProof message, List<SealingProof> trades) {
        try {
            trades.add(SealingWire.proof(message));
            return Optional.empty();
        } catch (RefusedException malformed) {
            return Optional.of(malformed.refusal());
        }
    }

    private static Status status(Optional<Refusal> refusal) {
        return refusal.map(RefusalStatus::toStatus).orElseGet(Status::getDefaultInstance);
    }
}
