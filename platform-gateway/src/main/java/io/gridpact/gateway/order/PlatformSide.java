package io.gridpact.gateway.order;

import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import io.gridpact.protocol.order.Order;
import java.time.Instant;

/// The platform's end of a stream of orders. Used by one thread at a time.
public interface PlatformSide {

    /// Whether an answer can be sent without piling up.
    boolean isReady();

    /// Asks for that many orders more.
    void request(int orders);

    /// @param number the platform's own
    void sealed(long number, ByteString sealedOrder);

    /// NON_BLOCKING: not signed by all yet.
    ///
    /// @param number the platform's own
    /// @param progress a serialised OrderProgress
    void accepted(long number, ByteString progress);

    /// NON_BLOCKING: the utility gives no answer; this gateway keeps the order and forwards it until then.
    ///
    /// @param number the platform's own
    void kept(long number, Order order, Instant until);

    /// @param number the platform's own
    void refused(long number, Status status);

    void complete();
}
