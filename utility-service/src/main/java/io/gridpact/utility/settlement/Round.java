package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.quantity.DeliveryWindow;

/// One allocation (PROTOCOL.md, section 8.1): round 1 shares what was injected, round 2 what was consumed.
///
/// @param revision 1, or 2 where late lines are served once more
record Round(DeliveryWindow window, Direction direction, long revision) {

    Round(DeliveryWindow window, Direction direction) {
        this(window, direction, SheetRoot.FIRST_REVISION);
    }

    /// Whether it serves late lines: its sheets are made already, and move no other line.
    boolean servesLate() {
        return revision == SheetRoot.LATE_REVISION;
    }

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
