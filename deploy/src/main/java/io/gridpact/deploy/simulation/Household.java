package io.gridpact.deploy.simulation;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.utility.customer.EnrolCustomers;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/// A customer of a utility with a meter, and whom they let trade for them.
///
/// @param cannotSign whether the utility signs for the meter
record Household(
        String utility,
        String customer,
        InMemorySigner meter,
        Set<Direction> directions,
        Set<String> mandated,
        boolean cannotSign) {

    private static final Instant ENROLLED_FROM = Instant.parse("2026-01-01T00:00:00Z");
    private static final int LEAST_LIMIT_WH = 4_000;
    private static final int LIMITS_APART_WH = 30_000;
    /// One meter of so many cannot sign.
    private static final int SIGNING_TO_ONE_NOT = 6;

    /// Three of each utility: one sells, one buys, one does both.
    ///
    /// @param liar all of whose meters cannot sign; empty where signing is left to chance
    static List<Household> all(Cast cast, String liar, SplittableRandom random) {
        List<Household> households = new ArrayList<>();
        Map<String, Set<Direction>> kinds = Map.of(
                "a", Set.of(Direction.INJECTION),
                "b", Set.of(Direction.CONSUMPTION),
                "c", Set.of(Direction.INJECTION, Direction.CONSUMPTION));
        for (String utility : Cast.UTILITIES) {
            for (String kind : List.of("a", "b", "c")) {
                String customer = utility + "-" + kind;
                Set<String> mandated = kind.equals("c") ? Set.of("sunbird") : Set.of("helio", "sunbird");
                households.add(new Household(
                        utility,
                        customer,
                        cast.signer("meter of " + customer),
                        kinds.getOrDefault(kind, Set.of()),
                        mandated,
                        random.nextInt(SIGNING_TO_ONE_NOT) == 0 || utility.equals(liar)));
            }
        }
        return households;
    }

    boolean has(Direction direction) {
        return directions.contains(direction);
    }

    /// How a utility enrols its households.
    static EnrolCustomers.Enrolment enrolment(List<Household> households, SplittableRandom random) {
        List<EnrolCustomers.Meter> meters = new ArrayList<>();
        List<EnrolCustomers.Mandate> mandates = new ArrayList<>();
        List<EnrolCustomers.Limit> limits = new ArrayList<>();
        for (Household household : households) {
            String customer = household.customer();
            meters.add(new EnrolCustomers.Meter(
                    customer,
                    "meter of " + customer,
                    household.meter().publicKey(),
                    household.directions(),
                    ENROLLED_FROM,
                    household.cannotSign()));
            for (Direction direction : Direction.values()) {
                if (household.has(direction)) {
                    long limitWh = LEAST_LIMIT_WH + random.nextInt(LIMITS_APART_WH);
                    limits.add(new EnrolCustomers.Limit(customer, direction, limitWh));
                    household.mandated().stream()
                            .sorted()
                            .forEach(platform ->
                                    mandates.add(new EnrolCustomers.Mandate(customer, platform, direction, limitWh)));
                }
            }
        }
        return new EnrolCustomers.Enrolment(
                households.stream().map(Household::customer).toList(), meters, mandates, limits);
    }
}
