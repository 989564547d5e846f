package io.gridpact.utility.ledger;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/// A ledger, with what tests look at behind its back.
public interface LedgerUnderTest {

    /// A customer's limit on every day.
    void limit(String customer, Direction direction, long limitWh);

    void mandate(String customer, String platform, Direction direction, long limitWh);

    void closeGate(Instant windowStart);

    Ledger ledger();

    /// Of the day of [io.gridpact.utility.network.ANetwork#WINDOW]; of the customer's limit where the platform is
    /// empty.
    long usedWh(String customer, String platform, Direction direction);

    Set<OutboxMessage> outbox();

    /// Every statement, in the order in which they were written.
    List<Digest> journal();

    /// Orders that came under an identity that was taken.
    Set<Digest> conflicts();
}
