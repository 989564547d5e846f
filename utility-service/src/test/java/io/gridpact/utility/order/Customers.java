package io.gridpact.utility.order;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.utility.customer.CustomerBook;
import io.gridpact.utility.ledger.LedgerUnderTest;
import io.gridpact.utility.network.AnOrder;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Customers in memory; each has one meter, named after them.
final class Customers implements CustomerBook {

    private record Mandate(String customer, String platform, Direction direction) {}

    private record Meter(String customer, KeyId key, Direction direction) {}

    private final LedgerUnderTest ledger;
    private final Set<String> known = new HashSet<>();
    private final Map<Meter, Instant> meters = new HashMap<>();
    private final Map<Mandate, Long> mandates = new HashMap<>();
    private final Map<Mandate, Long> limits = new HashMap<>();

    Customers(LedgerUnderTest ledger) {
        this.ledger = ledger;
    }

    void enrol(String customer, Direction direction, String platform, long limitWh) {
        known.add(customer);
        meters.put(new Meter(customer, AnOrder.meterOf(customer), direction), Instant.EPOCH);
        limits.put(new Mandate(customer, "", direction), limitWh);
        mandates.put(new Mandate(customer, platform, direction), limitWh);
        ledger.limit(customer, direction, limitWh);
        ledger.mandate(customer, platform, direction, limitWh);
    }

    void replaceMeter(String customer, Direction direction, Instant validFrom) {
        meters.put(new Meter(customer, AnOrder.meterOf(customer), direction), validFrom);
    }

    void withdrawMandate(String customer, String platform, Direction direction) {
        mandates.remove(new Mandate(customer, platform, direction));
    }

    @Override
    public Standing standing(String customerId, String platform, KeyId meter, Direction direction) {
        boolean isKnown = known.contains(customerId);
        return new Standing(
                isKnown,
                isKnown && mandates.containsKey(new Mandate(customerId, platform, direction)),
                Optional.ofNullable(meters.get(new Meter(customerId, meter, direction))));
    }

    @Override
    public Remaining remaining(String customerId, String platform, Direction direction, Instant day) {
        return new Remaining(
                limits.getOrDefault(new Mandate(customerId, "", direction), 0L)
                        - ledger.usedWh(customerId, "", direction),
                mandates.getOrDefault(new Mandate(customerId, platform, direction), 0L)
                        - ledger.usedWh(customerId, platform, direction));
    }
}
