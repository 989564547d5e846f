package io.gridpact.protocol.settlement;

import io.gridpact.protocol.directory.Direction;
import java.time.Instant;
import java.util.OptionalLong;

/// What sides that are silent or late come to (PROTOCOL.md, section 8.4). Pure; both utilities and the arbiter decide
/// by
/// it.
public final class LateRules {

    private LateRules() {}

    /// @param loggedAt when the side's first sheet root was logged
    public static Punctuality punctuality(Direction direction, Instant loggedAt, StatusDeadlines deadlines) {
        if (!loggedAt.isBefore(deadlines.buyerStatus())) {
            return Punctuality.SILENT;
        }
        return direction == Direction.INJECTION && !loggedAt.isBefore(deadlines.sellerStatus())
                ? Punctuality.LATE
                : Punctuality.ON_TIME;
    }

    /// The cap of a late line: what the seller's side allocated, as far as the buyer's reading has it left.
    ///
    /// @param sellerWh what the late seller's side allocated
    /// @param leftWh of the buyer's reading after all lines before it: those allocated in time, and late ones whose
    ///     sheet root was logged earlier
    public static long lateCapWh(long sellerWh, long leftWh) {
        return Math.min(sellerWh, Math.max(0, leftWh));
    }

    /// How a side's figure came about.
    public enum Basis {
        /// Its utility allocated it, in time.
        ALLOCATED,
        /// Its utility allocated it late: what the buyer's reading had left of it.
        LATE,
        /// The seller's utility was silent: nothing.
        SELLER_SILENT,
        /// The buyer's utility was silent: as much as the seller's side.
        BUYER_SILENT
    }

    /// Both sides' figures, as they are settled, in watt-hours.
    public record Figures(long sellerWh, Basis seller, long buyerWh, Basis buyer) {}

    /// @param seller of the seller's side, final
    /// @param sellerWh what it allocated; needed where it is not silent
    /// @param buyer of the buyer's side, final
    /// @param buyerWh what it allocated; needed where both were in time
    /// @param lateWh what the sheet that serves late lines gives to a late seller's trade; empty where there is
    /// none
    /// @throws IllegalArgumentException where a figure is missing or a punctuality not final
    public static Figures figures(
            Punctuality seller, OptionalLong sellerWh, Punctuality buyer, OptionalLong buyerWh, OptionalLong lateWh) {
        boolean buyerSilent = isSilent(buyer);
        if (isSilent(seller)) {
            return new Figures(0, Basis.SELLER_SILENT, 0, buyerSilent ? Basis.BUYER_SILENT : Basis.ALLOCATED);
        }
        if (buyerSilent) {
            long wh = required(sellerWh);
            return new Figures(wh, basis(seller), wh, Basis.BUYER_SILENT);
        }
        if (seller == Punctuality.LATE) {
            long wh = lateWh.orElse(0);
            return new Figures(wh, Basis.LATE, wh, Basis.LATE);
        }
        return new Figures(required(sellerWh), Basis.ALLOCATED, required(buyerWh), Basis.ALLOCATED);
    }

    private static boolean isSilent(Punctuality punctuality) {
        return switch (punctuality) {
            case SILENT -> true;
            case ON_TIME, LATE -> false;
            case NOT_DUE, OVERDUE -> throw new IllegalArgumentException("punctuality is not final");
        };
    }

    private static Basis basis(Punctuality seller) {
        return seller == Punctuality.LATE ? Basis.LATE : Basis.ALLOCATED;
    }

    private static long required(OptionalLong figureWh) {
        return figureWh.orElseThrow(() -> new IllegalArgumentException("a figure is missing"));
    }
}
