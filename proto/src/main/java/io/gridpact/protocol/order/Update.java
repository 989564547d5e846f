package io.gridpact.protocol.order;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.DeliveryWindow;
import java.time.Instant;

/// What changes a trade before its gate closes (PROTOCOL.md, section 5). It says all terms of the revision that it
/// makes,
/// so that a revision is understood without the ones before it.
///
/// @param digest of the signed bytes; [io.gridpact.protocol.directory.Unsigned#DIGEST] in one still to be signed
/// @param follows the revision that it follows; 0 is the order itself
/// @param followsSellerAttestation digest of the seller utility's attestation of that revision
/// @param followsBuyerAttestation digest of the buyer utility's
/// @param followsWindowStart of that revision
/// @param askedBy one of the order's utilities or platforms
/// @param window of the new revision
/// @param quantityWh of the new revision, in watt-hours; 0 where it cancels
public record Update(
        Digest digest,
        Digest orderDigest,
        long follows,
        Digest followsSellerAttestation,
        Digest followsBuyerAttestation,
        Instant followsWindowStart,
        UpdateKind kind,
        UpdateReason reason,
        String askedBy,
        DeliveryWindow window,
        long quantityWh,
        Instant created) {

    public static final String PAYLOAD_TYPE = "gridpact/update/v1";

    /// Most revisions of a trade after the order itself.
    public static final long MAX_REVISIONS = 8;

    /// The revision that it makes.
    public long revision() {
        return follows + 1;
    }

    /// Start of the earlier of both windows: by then it is decided whether the update counts.
    public Instant decidedAt() {
        return followsWindowStart.isBefore(window.start()) ? followsWindowStart : window.start();
    }

    /// When the earlier of both windows' gates closes.
    public Instant gateClosure(NetworkProfile profile) {
        return profile.deadlines().gateClosure(DeliveryWindow.startingAt(decidedAt(), profile.windowLength()));
    }
}
