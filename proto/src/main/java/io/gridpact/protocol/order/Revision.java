package io.gridpact.protocol.order;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.DeliveryWindow;

/// The terms that stand of a trade: its order's, or those of the last update that is in force.
///
/// @param number 0 for the order itself
/// @param quantityWh in watt-hours, more than 0
/// @param sellerAttestation digest of the seller utility's attestation of this revision
/// @param buyerAttestation digest of the buyer utility's
public record Revision(
        long number, DeliveryWindow window, long quantityWh, Digest sellerAttestation, Digest buyerAttestation) {}
