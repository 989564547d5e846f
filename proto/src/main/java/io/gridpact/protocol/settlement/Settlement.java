package io.gridpact.protocol.settlement;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.quantity.Amount;

/// What a trade came to, as both utilities derive it (PROTOCOL.md, section 8). Never a message: both sign its digest.
///
/// @param order digest of the order
/// @param revision of the order; 0 for the order itself
/// @param sellerWh what the seller's side allocated, in watt-hours
/// @param buyerWh what the buyer's side allocated, in watt-hours
/// @param settledWh the smaller of the two
/// @param amount what the buyer owes the seller
/// @param sellerDeviationWh what the seller fell short beyond the band
/// @param buyerDeviationWh what the buyer fell short, of what the seller could serve, beyond the band
public record Settlement(
        Digest order,
        long revision,
        long sellerWh,
        long buyerWh,
        long settledWh,
        Amount amount,
        long sellerDeviationWh,
        long buyerDeviationWh) {

    /// H(`settlement`, order digest, revision, seller Wh, buyer Wh, settled Wh, amount, currency, seller deviation,
    /// buyer deviation). The amount is text with exactly four decimals, as in `0.6250`.
    public Digest digest() {
        return Hash.tagged("settlement")
                .digest(order)
                .integer(revision)
                .integer(sellerWh)
                .integer(buyerWh)
                .integer(settledWh)
                .text(amount.value().toPlainString())
                .text(amount.currency())
                .integer(sellerDeviationWh)
                .integer(buyerDeviationWh)
                .finish();
    }
}
