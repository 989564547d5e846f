package io.gridpact.protocol.pairing;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// A utility's statement of what it holds agreed with a peer, payload `gridpact/pair-digest/v1` (PROTOCOL.md,
/// section 8).
///
/// @param digest of the signed statement
/// @param utility that signs
/// @param peer the other utility; the same for trades between its own customers
/// @param number from 1; one higher each time the list was mended
/// @param agreed what [PairDigests] derives from the list
/// @param completeTo everything the utility must commit before this instant is committed
public record PairDigest(
        Digest digest,
        String utility,
        String peer,
        Instant windowStart,
        PairStage stage,
        long number,
        Digest agreed,
        Instant completeTo) {

    public static final String PAYLOAD_TYPE = "gridpact/pair-digest/v1";

    /// The number of a stage's first digest.
    public static final long FIRST_NUMBER = 1;

    /// The number of a stage's last: beyond it nothing is mended, only deposited or disputed.
    public static final long LAST_NUMBER = 8;

    /// Whether both speak of the same: pair, window, stage and number, from either side.
    public boolean isAbout(PairDigest other) {
        boolean samePair = utility.equals(other.utility) && peer.equals(other.peer)
                || utility.equals(other.peer) && peer.equals(other.utility);
        return samePair && windowStart.equals(other.windowStart) && stage == other.stage && number == other.number;
    }

    /// Whether the two match: one from each side (or one utility's with itself), about the same, saying the same.
    public boolean matches(PairDigest other) {
        return isAbout(other) && utility.equals(other.peer) && agreed.equals(other.agreed);
    }
}
