package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.quantity.DeliveryWindow;

/// One allocation (PROTOCOL.md, section 8.1): round 1 shares what was injected, round 2 what was consumed.
record Round(DeliveryWindow window, Direction direction) {

    /// The side of a trade that it is about.
    TradeRole role() {
        return switch (direction) {
            case INJECTION -> TradeRole.SELLER;
            case CONSUMPTION -> TradeRole.BUYER;
        };
    }

    Direction otherDirection() {
        return role().other().direction();
    }

    long startMillis() {
        return window.start().toEpochMilli();
    }
}
