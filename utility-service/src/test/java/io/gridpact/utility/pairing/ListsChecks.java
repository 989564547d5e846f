package io.gridpact.utility.pairing;

import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.StoreCheck;

/// The checkers of lists, for tests of other rooms.
public final class ListsChecks {

    private ListsChecks() {}

    public static StoreCheck sealed(String utility, LedgerReader reader) {
        return new SealedListsCheck(utility, reader);
    }
}
