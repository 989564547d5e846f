package io.gridpact.protocol.order;

/// Where a trade stands at a utility (PROTOCOL.md, section 5). Disputes add states of their own.
public enum TradeState {
    /// Attested here; not yet in both utilities' lists at gate closure.
    PENDING,
    /// In both utilities' lists.
    SEALED,
    /// Its window has ended.
    DELIVERED,
    /// This utility has allocated its customer's reading to it.
    ALLOCATED,
    /// Both utilities have signed one settlement.
    SETTLED,
    /// Refused by a utility.
    REFUSED,
    /// Not sealed in time.
    VOID,
    /// Ended by an update before its gate closed.
    CANCELLED;

    /// Whether the protocol draws this transition; another is a bug.
    public boolean mayBecome(TradeState next) {
        return switch (this) {
            case PENDING -> next == SEALED || next == REFUSED || next == VOID || next == CANCELLED;
            case SEALED -> next == DELIVERED || next == CANCELLED;
            case DELIVERED -> next == ALLOCATED;
            case ALLOCATED -> next == SETTLED;
            case SETTLED, REFUSED, VOID, CANCELLED -> false;
        };
    }

    /// Whether its quantity counts against limits (PROTOCOL.md, section 12.2).
    public boolean live() {
        return switch (this) {
            case PENDING, SEALED, DELIVERED, ALLOCATED, SETTLED -> true;
            case REFUSED, VOID, CANCELLED -> false;
        };
    }
}
