package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import java.util.List;

/// Sends one kind of message.
public interface OutboxSender {

    /// The kind that it sends.
    String kind();

    /// How many messages it takes at once; at most 500.
    int maxBatch();

    /// Sends messages of one target and stores what comes back; then removes them from the outbox, in the same
    /// transaction ([LedgerTransaction#delivered]). Messages that it leaves in the outbox are offered again. A
    // message
    /// that the receiver has already taken does no harm.
    ///
    /// @throws RuntimeException where the target cannot be reached or refuses: all are offered again later
    void send(String target, List<Digest> subjects);
}
