package io.gridpact.protocol.settlement;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.Price;

/// Derives a settlement from both sides' figures (PROTOCOL.md, section 8). Pure and exact.
public final class SettlementRules {

    /// Basis points of the whole.
    public static final int MAX_BASIS_POINTS = 10_000;

    private SettlementRules() {}

    /// @param order digest of the order
    /// @param contractWh what was contracted, in watt-hours, not negative
    /// @param sellerWh what the seller's side allocated: 0 to the contract; also the buyer's cap
    /// @param buyerWh what the buyer's side allocated: 0 to the contract
    /// @param basisPoints the profile's tolerance band, 0 to [#MAX_BASIS_POINTS]
    /// @throws IllegalArgumentException naming the figure that is out of range, or if the amount is beyond what an
    /// amount holds
    public static Settlement settle(
            Digest order, long revision, long contractWh, Price price, long sellerWh, long buyerWh, int basisPoints) {
        requireBetween("revision", revision, Long.MAX_VALUE);
        requireBetween("contractWh", contractWh, Long.MAX_VALUE);
        requireBetween("sellerWh", sellerWh, contractWh);
        requireBetween("buyerWh", buyerWh, contractWh);
        long settledWh = Math.min(sellerWh, buyerWh);
        long bandWh = bandWh(contractWh, basisPoints);
        // A buyer is not charged for what the seller did not deliver: its shortfall counts from the cap, which is at
        // most the contract.
        return new Settlement(
                order,
                revision,
                sellerWh,
                buyerWh,
                settledWh,
                price.amountOf(settledWh),
                Math.max(0, contractWh - sellerWh - bandWh),
                Math.max(0, sellerWh - buyerWh - bandWh));
    }

    /// ⌊contract · basis points / 10000⌋, without a product that overflows.
    ///
    /// @param contractWh in watt-hours, not negative
    /// @param basisPoints 0 to [#MAX_BASIS_POINTS]
    public static long bandWh(long contractWh, int basisPoints) {
        requireBetween("contractWh", contractWh, Long.MAX_VALUE);
        requireBetween("basisPoints", basisPoints, MAX_BASIS_POINTS);
        long wholes = contractWh / MAX_BASIS_POINTS * basisPoints;
        return wholes + contractWh % MAX_BASIS_POINTS * basisPoints / MAX_BASIS_POINTS;
    }

    private static void requireBetween(String field, long value, long max) {
        if (value < 0 || value > max) {
            throw new IllegalArgumentException(field + ": not between 0 and its bound");
        }
    }
}
