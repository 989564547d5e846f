package io.gridpact.utility.order;

import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.Faults;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.trade.v1.ConfirmManyRequest;
import io.gridpact.trade.v1.ConfirmManyResponse;
import io.gridpact.trade.v1.ConfirmRequest;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/// Confirms the orders of one stream side by side, each on its own virtual thread, and takes no more of them than may
/// be unanswered.
final class ConfirmManyGrpc implements StreamObserver<ConfirmManyRequest> {

    /// Requests of one stream that may be unanswered.
    static final int MAX_UNANSWERED = 256;

    private static final String METHOD = TradeServiceGrpc.getConfirmManyMethod().getFullMethodName();

    private final Caller caller;
    private final Function<ConfirmRequest, Confirmation> confirm;
    private final SignatureAudit signatures;
    private final ServerCallStreamObserver<ConfirmManyResponse> response;
    private final ReentrantLock lock = new ReentrantLock();
    private int unanswered;
    /// Requests that are to be asked for as soon as the caller has read what it was sent.
    private int owed;
    private boolean halfClosed;
    private boolean failed;

    ConfirmManyGrpc(
            Caller caller,
            Function<ConfirmRequest, Confirmation> confirm,
            SignatureAudit signatures,
            ServerCallStreamObserver<ConfirmManyResponse> response) {
        this.caller = caller;
        this.confirm = confirm;
        this.signatures = signatures;
        this.response = response;
        response.disableAutoRequest();
        response.setOnCancelHandler(this::cancelled);
        response.setOnReadyHandler(this::askForOwed);
        response.request(MAX_UNANSWERED);
    }

    @Override
    public void onNext(ConfirmManyRequest request) {
        lock.lock();
        try {
            unanswered++;
        } finally {
            lock.unlock();
        }
        Thread.startVirtualThread(TracedWork.carried(() -> answer(request)));
    }

    @Override
    public void onError(Throwable fault) {
        cancelled();
    }

    @Override
    public void onCompleted() {
        lock.lock();
        try {
            halfClosed = true;
            completeWhenAnswered();
        } finally {
            lock.unlock();
        }
    }

    private void answer(ConfirmManyRequest request) {
        ConfirmManyResponse.Builder answer = ConfirmManyResponse.newBuilder().setNumber(request.getNumber());
        try (TracedWork ignored = TracedWork.part("confirm order")) {
            switch (confirm.apply(request.getOrder())) {
                case Confirmation.Signed signed -> answer.setSealedOrder(TradeWire.sealedOrder(signed.trade()));
                case Confirmation.Refused refused -> {
                    if (refused.refusal().reason() == Reason.SIGNATURE_INVALID) {
                        signatures.refused(
                                caller.id(),
                                METHOD,
                                OrderWire.consented(request.getOrder().getOrder())
                                        .order()
                                        .digest());
                    }
                    answer.setError(TradeWire.status(refused));
                }
            }
        } catch (RuntimeException fault) {
            answer.setError(Faults.status(fault, "ConfirmMany"));
        }
        send(answer.build());
    }

    private void send(ConfirmManyResponse answer) {
        lock.lock();
        try {
            unanswered--;
            if (failed) {
                return;
            }
            response.onNext(answer);
            owed++;
            completeWhenAnswered();
        } finally {
            lock.unlock();
        }
        askForOwed();
    }

    /// A caller that does not read its answers is asked for no more orders, so that they do not pile up here.
    private void askForOwed() {
        lock.lock();
        try {
            if (!failed && owed > 0 && response.isReady()) {
                response.request(owed);
                owed = 0;
            }
        } finally {
            lock.unlock();
        }
    }

    private void completeWhenAnswered() {
        if (halfClosed && unanswered == 0 && !failed) {
            response.onCompleted();
        }
    }

    private void cancelled() {
        lock.lock();
        try {
            failed = true;
        } finally {
            lock.unlock();
        }
    }
}
