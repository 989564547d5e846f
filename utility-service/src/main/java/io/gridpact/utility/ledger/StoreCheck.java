package io.gridpact.utility.ledger;

import io.gridpact.protocol.link.StoreChecker;

/// One checker of the ledger's rows: rebuilds the truth from them and names what does not hold. The operator's check
/// runs all.
public interface StoreCheck extends StoreChecker {}
