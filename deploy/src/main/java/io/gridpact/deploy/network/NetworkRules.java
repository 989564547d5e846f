package io.gridpact.deploy.network;

import io.gridpact.deploy.network.NetworkFile.AgreementTerms;
import io.gridpact.deploy.network.NetworkFile.CustomerEntry;
import io.gridpact.deploy.network.NetworkFile.FeederEntry;
import io.gridpact.deploy.network.NetworkFile.MeterEntry;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// What a network file must hold together before anything is started from it. The services check everything again.
final class NetworkRules {

    private static final Set<String> DIRECTIONS = Set.of("INJECTION", "CONSUMPTION");
    private static final String ID = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final String FILE_SAFE_ID = "[A-Za-z0-9][A-Za-z0-9._-]{0,63}";

    private NetworkRules() {}

    static void check(NetworkFile network) {
        require(!network.utilities().isEmpty(), "utilities", "at least one is expected");
        require(!network.gateways().isEmpty(), "gateways", "at least one is expected");
        Set<String> ids = new HashSet<>();
        participant(ids, "arbiter", List.of(network.arbiter()));
        participant(ids, "gateways", network.gateways());
        participant(ids, "utilities", network.utilities());
        participant(ids, "platforms", network.platforms());
        for (AgreementTerms agreement : network.agreements()) {
            knownUtility(network, "agreements", agreement.firstUtility());
            knownUtility(network, "agreements", agreement.secondUtility());
        }
        customers(network);
        feeders(network);
    }

    private static void feeders(NetworkFile network) {
        Set<String> placed = new HashSet<>();
        for (FeederEntry feeder : network.feeders()) {
            String place = "feeders " + feeder.utility() + "/" + feeder.id();
            knownUtility(network, place, feeder.utility());
            require(feeder.id().matches(FILE_SAFE_ID), place, feeder.id() + " is no feeder id");
            Set<String> meters = network.customers().stream()
                    .filter(customer -> customer.utility().equals(feeder.utility()))
                    .flatMap(customer -> customer.meters().stream())
                    .map(MeterEntry::id)
                    .collect(Collectors.toSet());
            for (String meter : feeder.meters()) {
                require(meters.contains(meter), place, meter + " is no meter of " + feeder.utility());
                require(placed.add(meter), place, meter + " is on another feeder");
            }
        }
    }

    private static void customers(NetworkFile network) {
        Set<String> meters = new HashSet<>();
        Set<String> customers = new HashSet<>();
        for (CustomerEntry customer : network.customers()) {
            String place = "customers " + customer.utility() + "/" + customer.id();
            knownUtility(network, place, customer.utility());
            require(customers.add(customer.utility() + "/" + customer.id()), place, "is there twice");
            for (MeterEntry meter : customer.meters()) {
                require(meter.id().matches(FILE_SAFE_ID), place, meter.id() + " is no meter id");
                require(meters.add(meter.id()), place, "meter " + meter.id() + " is there twice");
                require(!meter.directions().isEmpty(), place, meter.id() + " measures nothing");
                meter.directions().forEach(direction -> direction(place, direction));
            }
            customer.mandates().forEach(mandate -> {
                direction(place, mandate.direction());
                require(network.platforms().contains(mandate.platform()), place, mandate.platform() + " is unknown");
            });
            customer.limits().forEach(limit -> direction(place, limit.direction()));
        }
    }

    private static void direction(String place, String direction) {
        require(DIRECTIONS.contains(direction), place, direction + " is not a direction");
    }

    private static void participant(Set<String> ids, String place, List<String> added) {
        for (String id : added) {
            require(id.matches(ID), place, id + " is no participant id");
            require(ids.add(id), place, id + " is there twice");
        }
    }

    private static void knownUtility(NetworkFile network, String place, String utility) {
        require(network.utilities().contains(utility), place, utility + " is not one of the utilities");
    }

    private static void require(boolean holds, String place, String fault) {
        if (!holds) {
            throw new MalformedFileException(place, fault);
        }
    }
}
