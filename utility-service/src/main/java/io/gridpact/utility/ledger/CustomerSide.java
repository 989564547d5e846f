package io.gridpact.utility.ledger;

import io.gridpact.protocol.order.TradeRole;

/// The side of a trade that a customer of this utility takes.
public record CustomerSide(TradeRole role, String customerId, String platform) {}
