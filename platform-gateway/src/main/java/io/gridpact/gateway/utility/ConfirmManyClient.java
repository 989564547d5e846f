package io.gridpact.gateway.utility;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.Status;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.trade.v1.ConfirmManyRequest;
import io.gridpact.trade.v1.ConfirmManyResponse;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.TradeServiceGrpc.TradeServiceStub;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.StreamObserver;

/// An open stream of orders to one utility. To be used by one thread at a time; answers come on others.
public final class ConfirmManyClient {

    private final ClientCallStreamObserver<ConfirmManyRequest> requests;

    ConfirmManyClient(TradeServiceStub utility, ConfirmAnswers answers) {
        this.requests = (ClientCallStreamObserver<ConfirmManyRequest>) utility.confirmMany(new Told(answers));
    }

    /// @param request a serialised ConfirmRequest, as it came
    public void send(long number, ByteString request) {
        try {
            requests.onNext(ConfirmManyRequest.newBuilder()
                    .setNumber(number)
                    .setOrder(ConfirmRequest.parseFrom(request))
                    .build());
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException("it was parsed once already", e);
        }
    }

    /// No more orders; answers to those sent still come.
    public void complete() {
        requests.onCompleted();
    }

    public void cancel() {
        requests.cancel("nobody waits for the answers", null);
    }

    private record Told(ConfirmAnswers answers) implements StreamObserver<ConfirmManyResponse> {

        @Override
        public void onNext(ConfirmManyResponse answer) {
            switch (answer.getOutcomeCase()) {
                case SEALED_ORDER ->
                    answers.sealed(answer.getNumber(), answer.getSealedOrder().toByteString());
                case ACCEPTED ->
                    answers.accepted(answer.getNumber(), answer.getAccepted().toByteString());
                case ERROR -> answers.refused(answer.getNumber(), UtilityErrors.documented(answer.getError()));
                case OUTCOME_NOT_SET ->
                    answers.refused(answer.getNumber(), UtilityErrors.documented(Status.getDefaultInstance()));
            }
        }

        @Override
        public void onError(Throwable error) {
            answers.ended(UtilityErrors.statusOf(error));
        }

        @Override
        public void onCompleted() {
            answers.ended(RefusalStatus.toStatus(
                    Refusal.of(Reason.PEER_UNAVAILABLE, "", "the utility ended the stream without an answer")));
        }
    }
}
