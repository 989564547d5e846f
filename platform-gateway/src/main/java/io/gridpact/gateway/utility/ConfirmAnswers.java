package io.gridpact.gateway.utility;

import com.google.protobuf.ByteString;
import com.google.rpc.Status;

/// Where the answers of a stream of orders go. Told by one thread at a time; ended once.
public interface ConfirmAnswers {

    /// @param number as it was sent
    void sealed(long number, ByteString sealedOrder);

    /// NON_BLOCKING: not signed by all yet.
    ///
    /// @param progress a serialised OrderProgress
    void accepted(long number, ByteString progress);

    /// @param status with a documented reason
    void refused(long number, Status status);

    /// Nothing more comes. What has no answer has this one.
    void ended(Status status);
}
