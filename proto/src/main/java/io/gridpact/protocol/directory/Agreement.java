package io.gridpact.protocol.directory;

import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.Price;
import java.time.Instant;

/// What two utilities have agreed on, or one with itself (PROTOCOL.md, section 4).
///
/// @param digest of the signed document
/// @param firstUtility the utility whose id sorts first
/// @param secondUtility the other; equal to the first for a utility's terms with itself
/// @param profileDigest names the network profile
/// @param currency the only one that orders between the two may have
/// @param sellerDeviationPrice what a kWh of a seller's deviation costs, in that currency
/// @param buyerDeviationPrice what a kWh of a buyer's deviation costs, in that currency
/// @param validFrom first instant at which orders under it may be confirmed
public record Agreement(
        Digest digest,
        String firstUtility,
        String secondUtility,
        Digest profileDigest,
        KeyId firstRootKey,
        KeyId secondRootKey,
        ConfirmationMode mode,
        SettlementMode settlementMode,
        String currency,
        Price sellerDeviationPrice,
        Price buyerDeviationPrice,
        String arbiter,
        Instant validFrom) {

    public static final String PAYLOAD_TYPE = "gridpact/agreement/v1";

    /// Whether these two are its parties, in either order.
    public boolean between(String oneUtility, String otherUtility) {
        return firstUtility.equals(oneUtility) && secondUtility.equals(otherUtility)
                || firstUtility.equals(otherUtility) && secondUtility.equals(oneUtility);
    }
}
