package io.gridpact.utility.sealing;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.LeafRange;
import io.gridpact.protocol.pairing.RangeSummary;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.utility.pairing.PairKey;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// A peer whose list differs from this utility's. What comes back is verified by whoever asked.
public interface MendingLink {

    /// Trades that are shown, or wanted, at once.
    int MAX_TRADES = 50;

    /// What the peer's list holds in ranges.
    ///
    /// @param energyWh of the whole list, in watt-hours
    record Compared(List<RangeSummary> ranges, long energyWh) {}

    /// What the peer made of trades, and what it shows.
    ///
    /// @param results one for each trade shown: empty where it was taken
    record Answer(List<Optional<Refusal>> results, List<SealingProof> trades) {}

    /// @param key names the peer and the lists
    /// @throws io.gridpact.protocol.refusal.RefusedException where it cannot be reached, or refuses
    Compared compare(PairKey key, List<LeafRange> ranges);

    /// @throws io.gridpact.protocol.refusal.RefusedException where it cannot be reached, or refuses
    Answer show(String peer, Instant windowStart, long number, List<SealingProof> trades, List<Digest> wanted);
}
