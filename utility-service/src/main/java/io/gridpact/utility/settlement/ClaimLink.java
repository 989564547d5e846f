package io.gridpact.utility.settlement;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Refusal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The arbiter, as it takes claims for statuses and tells what they came to. Nothing that comes back is verified.
public interface ClaimLink {

    /// Claims that are sent at once.
    int MAX_CLAIMS = 50;

    /// A claim of this utility or of the peer.
    ///
    /// @param standing the arbiter's signed word; empty while it is open
    /// @param shown what the peer deposited, an encoded `gridpact.status.v1.ShownStatus`; empty in claims of the
    ///     peer, and once it was acknowledged
    record Told(Envelope claim, Optional<Envelope> standing, Optional<byte[]> shown) {}

    /// @param sellersDecided whether no claim against a seller's side is open, or can still come
    /// @param buyersDecided the same of buyers' sides
    record Claims(List<Told> claims, boolean sellersDecided, boolean buyersDecided) {}

    /// @return why each was not taken, in their order; empty where it was
    /// @throws io.gridpact.protocol.refusal.RefusedException where the arbiter cannot be reached
    List<Optional<Refusal>> claim(List<Envelope> claims);

    /// All claims of a pair and window.
    Claims claims(String peer, Instant windowStart);

    /// @param shown an encoded `gridpact.status.v1.ShownStatus`
    /// @return the signed standing
    /// @throws io.gridpact.protocol.refusal.RefusedException where what is shown does not answer the claim
    Envelope deposit(Digest claim, byte[] shown);

    /// The arbiter may forget what was shown for these claims.
    void acknowledge(List<Digest> claims);
}
