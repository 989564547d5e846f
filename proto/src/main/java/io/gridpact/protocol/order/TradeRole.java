package io.gridpact.protocol.order;

import io.gridpact.protocol.directory.Direction;

/// Which side of a trade. Names are hashed and never change.
public enum TradeRole {
    /// Consumes and pays.
    BUYER,
    /// Injects and is paid.
    SELLER;

    /// Which way energy flows through this side's meter.
    public Direction direction() {
        return switch (this) {
            case BUYER -> Direction.CONSUMPTION;
            case SELLER -> Direction.INJECTION;
        };
    }

    public TradeRole other() {
        return switch (this) {
            case BUYER -> SELLER;
            case SELLER -> BUYER;
        };
    }
}
