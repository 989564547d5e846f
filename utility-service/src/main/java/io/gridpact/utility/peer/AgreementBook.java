package io.gridpact.utility.peer;

import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.DeliveryWindow;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The agreements in force and the profiles they name, from memory.
public interface AgreementBook {

    /// The agreement in force now between two utilities of which one is this one; both may be.
    Optional<Agreement> between(String utility, String other);

    /// The one of their agreements that is in force then: of those whose validity has begun, the last.
    Optional<Agreement> inForce(String utility, String other, Instant at);

    Optional<NetworkProfile> profile(Digest digest);

    /// All agreements.
    List<Agreement> agreements();

    /// The profile under which this utility trades with a peer.
    default Optional<NetworkProfile> profileWith(String utility, String peer) {
        return between(utility, peer).flatMap(agreement -> profile(agreement.profileDigest()));
    }

    /// When the gate of a window closes for this utility and a peer; empty where they have no agreement.
    default Optional<Instant> gateClosure(String utility, String peer, Instant windowStart) {
        return profileWith(utility, peer).map(profile -> profile.deadlines()
                .gateClosure(DeliveryWindow.startingAt(windowStart, profile.windowLength())));
    }
}
