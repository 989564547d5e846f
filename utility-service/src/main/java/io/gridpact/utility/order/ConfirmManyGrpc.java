package io.gridpact.utility.order;

import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.CallerShare;
import io.gridpact.protocol.link.Faults;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
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
    private final CallerShare share;
    private final ServerCallStreamObserver<ConfirmManyResponse> response;
    private final ReentrantLock lock = new ReentrantLock();
    private int unanswered;
    /// Requests that are to be asked for as soon as the caller has read what it was sent.
    private int owed;
    /// Answered orders that still count in the caller's share, since it may not have read the answers.
    private int unread;
    private boolean halfClosed;
    private boolean completed;
    private boolean over;

    /// @param share what the caller has in work over all its streams
    ConfirmManyGrpc(
            Caller caller,
            CallerShare share,
            Function<ConfirmRequest, Confirmation> confirm,
            SignatureAudit signatures,
            ServerCallStreamObserver<ConfirmManyResponse> response) {
        this.caller = caller;
        this.share = share;
        this.confirm = confirm;
        this.signatures = signatures;
        this.response = response;
        response.disableAutoRequest();
        response.setOnCancelHandler(this::ended);
        response.setOnCloseHandler(this::ended);
        response.setOnReadyHandler(this::askForOwed);
        response.request(MAX_UNANSWERED);
    }

    @Override
    public void onNext(ConfirmManyRequest request) {
        lock.lock();
        try {
            unanswered++;
            share.beginOrder();
        } catch (RefusedException tooMuch) {
            send(refused(request, tooMuch), false);
            return;
        } finally {
            lock.unlock();
        }
        Thread.startVirtualThread(TracedWork.carried(() -> answer(request)));
    }

    @Override
    public void onError(Throwable fault) {
        ended();
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
                case Confirmation.Accepted accepted -> answer.setAccepted(TradeWire.progress(accepted.trade()));
                case Confirmation.Refused refused -> {
                    if (refused.refusal().reason() == Reason.SIGNATURE_INVALID) {
                        share.badSignature();
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
        send(answer.build(), true);
    }

    private static ConfirmManyResponse refused(ConfirmManyRequest request, RefusedException refused) {
        return ConfirmManyResponse.newBuilder()
                .setNumber(request.getNumber())
                .setError(RefusalStatus.toStatus(refused.refusal()))
                .build();
    }

    private void send(ConfirmManyResponse answer, boolean wasInWork) {
        lock.lock();
        try {
            unanswered--;
            unread += wasInWork ? 1 : 0;
            if (over) {
                endUnread();
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
            if (!over && owed > 0 && response.isReady()) {
                response.request(owed);
                owed = 0;
                endUnread();
            }
        } finally {
            lock.unlock();
        }
    }

    private void completeWhenAnswered() {
        if (halfClosed && unanswered == 0 && !over && !completed) {
            completed = true;
            response.onCompleted();
        }
    }

    private void endUnread() {
        share.endOrders(unread);
        unread = 0;
    }

    /// What is being worked on counts until it is done, so that a caller that hangs up and comes again gains nothing.
    private void ended() {
        lock.lock();
        try {
            over = true;
            endUnread();
        } finally {
            lock.unlock();
        }
    }
}
