package io.gridpact.utility.ledger;

import io.gridpact.utility.node.PartlyDoneException;
import java.util.Collection;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Does due work thing by thing, so that one window or peer in trouble holds up no other; nor is its failure forgotten.
public final class OneByOne {

    private int done;
    private @Nullable RuntimeException first;

    /// @param work does what is due of one thing and says how many things it did
    /// @throws LedgerFaultException where the database is away: it is so for all of them
    public <T> void each(Collection<T> things, ToIntFunction<T> work) {
        for (T thing : things) {
            try {
                done += work.applyAsInt(thing);
            } catch (RuntimeException fault) {
                if (fault instanceof LedgerFaultException ledger && ledger.databaseAway()) {
                    throw fault;
                }
                first = first == null ? fault : first;
            }
        }
    }

    /// How many things were done.
    ///
    /// @throws PartlyDoneException where one of them failed
    public int done() {
        if (first != null) {
            throw new PartlyDoneException(done, first);
        }
        return done;
    }
}
