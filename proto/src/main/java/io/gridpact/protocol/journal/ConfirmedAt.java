package io.gridpact.protocol.journal;

import java.time.Instant;

/// When a trade was confirmed: its place in the allocation order (PROTOCOL.md, section 5).
public final class ConfirmedAt {

    private ConfirmedAt() {}

    /// The later of the two attestations' effective times ([LoggedTime]).
    public static Instant of(Instant sellerEffective, Instant buyerEffective) {
        return sellerEffective.isAfter(buyerEffective) ? sellerEffective : buyerEffective;
    }
}
