package io.gridpact.utility.order;

/// Another utility, as this one shows it sealing proofs.
interface SealingLink {

    /// Delivers the proofs of a window; the receiver takes all or none.
    ///
    /// @throws RefusedException where it cannot be reached, or a proof does not hold for it
    void deliver(String utility, SealingProofs proofs);
}
