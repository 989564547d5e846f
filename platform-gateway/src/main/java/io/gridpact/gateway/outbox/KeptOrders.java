package io.gridpact.gateway.outbox;

import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.List;

/// Where orders wait for their utility. What is kept is durable on return.
public interface KeptOrders {

    /// Orders of one platform.
    int MAX_OF_PLATFORM = 1000;

    /// Orders of all platforms; of at most 16 KiB each.
    int MAX_OF_ALL = 16_000;

    /// Idempotent by the order's digest.
    ///
    /// @return false where it is not kept, as there are too many
    boolean keep(KeptOrder order, Instant now);

    /// For whom orders wait, by id.
    List<String> utilities();

    /// Those that wait for a utility, the first kept first.
    List<KeptOrder> of(String utility, int max);

    void remove(Digest order);

    /// Removes those whose time is over.
    ///
    /// @return how many
    int removeExpired(Instant now);

    long size();
}
