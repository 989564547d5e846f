package io.gridpact.deploy.hostile;

import io.netty.handler.ssl.SslContext;
import java.net.InetSocketAddress;
import java.util.List;

/// A service that a hostile client turns on, and what it turns on it with.
///
/// @param member TLS as a participant that the service knows
/// @param outsider TLS as another participant that it knows, for `reserved`
/// @param impostor TLS under a known participant's name with a key that nobody has pinned
/// @param expired TLS as a participant whose certificate has expired; its key is pinned
/// @param question a call that the member may make
/// @param streamed a method whose requests are a stream, with a message for it
/// @param reserved calls that the outsider may not make
public record Victim(
        String service,
        InetSocketAddress address,
        SslContext member,
        SslContext outsider,
        SslContext impostor,
        SslContext expired,
        Call question,
        Call streamed,
        List<Call> reserved) {

    public Victim {
        reserved = List.copyOf(reserved);
    }

    /// A method with a message for it.
    ///
    /// @param method full name, `gridpact.trade.v1.TradeService/Confirm`
    /// @param message serialised; not to be changed
    public record Call(String method, byte[] message) {}
}
