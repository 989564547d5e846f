package io.gridpact.gateway.utility;

import com.google.protobuf.ByteString;
import io.grpc.ClientCall;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/// Hands on a utility's stream as fast as the reader takes it: the next answer is asked for when the reader can have
/// it, so that at most one waits here.
public final class Watching extends ClientCall.Listener<ByteString> {

    private final ClientCall<ByteString, ByteString> call;
    private final AnswerSink sink;
    private boolean wanted = true;

    Watching(ClientCall<ByteString, ByteString> call, AnswerSink sink) {
        this.call = call;
        this.sink = sink;
    }

    void begin(ByteString request) {
        call.start(this, new Metadata());
        call.sendMessage(request);
        call.halfClose();
        ready();
    }

    /// To be called when the reader has become able to take more.
    public synchronized void ready() {
        if (wanted && sink.isReady()) {
            wanted = false;
            call.request(1);
        }
    }

    /// Stops; nothing more comes but perhaps one failure.
    public void cancel() {
        call.cancel("the reader went away", null);
    }

    @Override
    public synchronized void onMessage(ByteString answer) {
        sink.next(answer);
        wanted = true;
        ready();
    }

    @Override
    public synchronized void onClose(Status status, Metadata trailers) {
        if (status.isOk()) {
            sink.completed();
            return;
        }
        sink.failed(UtilityErrors.passedOn(new StatusRuntimeException(status, trailers)));
    }
}
