package io.gridpact.utility.pairing;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.status.v1.ExchangePairDigestRequest;
import io.gridpact.status.v1.ExchangePairDigestResponse;
import io.gridpact.status.v1.PairServiceGrpc;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;

/// The door for other utilities: pair digests.
@GrpcService
public class PairGrpc extends PairServiceGrpc.PairServiceImplBase {

    private final AcceptPairDigest accept;
    private final CompareCheckpoints checkpoints;
    private final PairBook book;

    PairGrpc(AcceptPairDigest accept, CompareCheckpoints checkpoints, PairBook book) {
        this.accept = accept;
        this.checkpoints = checkpoints;
        this.book = book;
    }

    @Override
    public void exchangePairDigest(
            ExchangePairDigestRequest request, StreamObserver<ExchangePairDigestResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        PairKey key = accept.accept(caller.id(), EnvelopeWire.fromMessage(request.getPairDigest(), "pair_digest"));
        checkpoints.compare(caller.id(), request.getCheckpoint());
        ExchangePairDigestResponse.Builder answer = ExchangePairDigestResponse.newBuilder();
        book.own(key).ifPresent(own -> answer.setPairDigest(EnvelopeWire.toMessage(own)));
        response.onNext(answer.build());
        response.onCompleted();
    }
}
