package io.gridpact.gateway.utility;

import com.google.protobuf.ByteString;

/// Where the answers of a server stream go. Told by one thread at a time; ended once.
public interface AnswerSink {

    /// Whether one more answer can be taken without piling up.
    boolean isReady();

    void next(ByteString answer);

    void completed();

    /// @param error with the utility's own status where it is a service of ours, otherwise a refusal
    void failed(RuntimeException error);
}
