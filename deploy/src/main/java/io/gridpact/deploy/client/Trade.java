package io.gridpact.deploy.client;

import io.gridpact.deploy.network.OrderLine;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.SealedOrder;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.trade.v1.OrderProgress;

/// An order that was sent, and what came back at once.
///
/// @param digest of the order as it was sent
public record Trade(OrderLine line, String orderId, Digest digest, Outcome outcome) {

    /// What a confirmation comes to.
    public sealed interface Outcome {

        /// All four have signed, and all four signatures were checked here.
        ///
        /// @param encoded the serialised `gridpact.trade.v1.SealedOrder` as it came; not to be changed
        record Sealed(SealedOrder order, byte[] encoded) implements Outcome {}

        /// `NON_BLOCKING`: not all four have signed yet; who has, and who is awaited until when.
        record Accepted(OrderProgress progress) implements Outcome {}

        /// Someone said no.
        record Refused(Refusal refusal) implements Outcome {}
    }
}
