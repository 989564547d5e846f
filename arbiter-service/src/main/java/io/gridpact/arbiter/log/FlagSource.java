package io.gridpact.arbiter.log;

import java.util.List;

/// Where flags are read from.
public interface FlagSource {

    /// Flags of pairs that a utility is one of, after that number, in order.
    ///
    /// @param limit at most that many
    List<Flag> flags(String utility, long afterNumber, int limit);
}
