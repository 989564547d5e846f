package io.gridpact.deploy.simulation;

import io.gridpact.protocol.directory.AllocationRule;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;

/// The services of a run, and what is watched of them.
final class Company {

    private static final int LARGEST_SKEW_MILLIS = 1_500;
    private static final int LEAST_BACK_DATED_SECONDS = 60;
    private static final int MOST_BACK_DATED_SECONDS = 900;

    private final List<UtilityNode> utilities = new ArrayList<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private final Map<String, LedgerWatch> ledgers = new LinkedHashMap<>();
    private final ArbiterNode arbiter;
    private final Modes modes;

    /// @param faults is told of what no use case may throw, and of whose
    Company(
            Cast cast,
            Stage stage,
            SimulatedNetwork network,
            Instant start,
            Optional<Liar> liar,
            SplittableRandom random,
            BiConsumer<String, RuntimeException> faults) {
        AllocationRule rule = AllocationRule.values()[random.nextInt(AllocationRule.values().length)];
        modes = Modes.values()[random.nextInt(Modes.values().length)];
        for (String id : Cast.UTILITIES) {
            Duration skew = skew(id, liar, random);
            UtilityNode utility = new UtilityNode(
                    id,
                    stage.disk(id),
                    start,
                    skew,
                    cast,
                    rule,
                    modes,
                    network,
                    random.split(),
                    fault -> faults.accept(id, fault));
            utilities.add(utility);
            ledgers.put(id, new LedgerWatch(utility));
            nodes.put(id, utility);
        }
        arbiter = new ArbiterNode(
                stage.disk(Cast.ARBITER),
                start,
                skew(Cast.ARBITER, liar, random),
                cast,
                rule,
                random.split(),
                fault -> faults.accept(Cast.ARBITER, fault));
        nodes.put(Cast.ARBITER, arbiter);
        nodes.forEach(network::add);
        cast.participants().forEach(party -> network.add(party.id(), Identities.of(cast.certificate(party.id()))));
        network.add(Cast.OPERATOR, Identities.of(cast.certificate(Cast.OPERATOR)));
    }

    private static Duration skew(String id, Optional<Liar> liar, SplittableRandom random) {
        Duration honest = Duration.ofMillis(random.nextInt(2 * LARGEST_SKEW_MILLIS) - LARGEST_SKEW_MILLIS);
        Duration late = Duration.ofSeconds(random.nextInt(LEAST_BACK_DATED_SECONDS, MOST_BACK_DATED_SECONDS));
        boolean lies = liar.filter(lying -> lying.id().equals(id) && lying.lie() == Lie.BACK_DATING)
                .isPresent();
        return lies ? late.negated() : honest;
    }

    List<UtilityNode> utilities() {
        return utilities;
    }

    List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    Modes modes() {
        return modes;
    }

    ArbiterNode arbiter() {
        return arbiter;
    }

    Map<String, LedgerWatch> ledgers() {
        return ledgers;
    }

    /// The utility of that name, if it is one.
    Optional<UtilityNode> utility(String id) {
        return utilities.stream().filter(utility -> utility.id().equals(id)).findFirst();
    }
}
