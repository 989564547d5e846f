package io.gridpact.gateway.order;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.order.Order;
import java.time.Instant;

/// What a platform hears of its order.
public sealed interface Confirmed {

    /// The utility's serialised answer, untouched.
    record Answered(ByteString answer) implements Confirmed {}

    /// The utility gave none: this gateway keeps the order and forwards it until then.
    record Kept(Order order, Instant until) implements Confirmed {}
}
