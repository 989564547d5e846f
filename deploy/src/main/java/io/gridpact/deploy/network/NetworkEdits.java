package io.gridpact.deploy.network;

import io.gridpact.deploy.network.NetworkFile.CustomerEntry;
import io.gridpact.deploy.network.NetworkFile.FeederEntry;
import io.gridpact.deploy.network.NetworkFile.LimitEntry;
import io.gridpact.deploy.network.NetworkFile.MandateEntry;
import io.gridpact.deploy.network.NetworkFile.MeterEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/// The network file with one thing more or other, so that the next start enrols the same.
public final class NetworkEdits {

    private NetworkEdits() {}

    /// Empty where the utility has no such customer.
    public static Optional<CustomerEntry> customer(NetworkFile network, String utility, String customer) {
        return network.customers().stream().filter(is(utility, customer)).findFirst();
    }

    /// A customer without anything; the network as it is where they are there.
    public static NetworkFile withCustomer(NetworkFile network, String utility, String customer) {
        if (customer(network, utility, customer).isPresent()) {
            return network;
        }
        List<CustomerEntry> customers = new ArrayList<>(network.customers());
        customers.add(new CustomerEntry(utility, customer, List.of(), List.of(), List.of()));
        return with(network, customers, network.platforms());
    }

    public static NetworkFile withMeter(NetworkFile network, String utility, String customer, MeterEntry meter) {
        return changed(
                network,
                utility,
                customer,
                entry -> new CustomerEntry(
                        utility,
                        customer,
                        replaced(entry.meters(), present -> present.id().equals(meter.id()), meter),
                        entry.mandates(),
                        entry.limits()));
    }

    public static NetworkFile withMandate(NetworkFile network, String utility, String customer, MandateEntry mandate) {
        Predicate<MandateEntry> same = present -> present.platform().equals(mandate.platform())
                && present.direction().equals(mandate.direction());
        return changed(
                network,
                utility,
                customer,
                entry -> new CustomerEntry(
                        utility, customer, entry.meters(), replaced(entry.mandates(), same, mandate), entry.limits()));
    }

    public static NetworkFile withLimit(NetworkFile network, String utility, String customer, LimitEntry limit) {
        return changed(
                network,
                utility,
                customer,
                entry -> new CustomerEntry(
                        utility,
                        customer,
                        entry.meters(),
                        entry.mandates(),
                        replaced(entry.limits(), present -> present.direction().equals(limit.direction()), limit)));
    }

    public static NetworkFile withPlatform(NetworkFile network, String platform) {
        List<String> platforms = new ArrayList<>(network.platforms());
        if (!platforms.contains(platform)) {
            platforms.add(platform);
        }
        return with(network, network.customers(), platforms);
    }

    /// Its meters leave the feeders that they were on.
    public static NetworkFile withFeeder(NetworkFile network, FeederEntry feeder) {
        List<FeederEntry> feeders = new ArrayList<>();
        for (FeederEntry present : network.feeders()) {
            List<String> left = new ArrayList<>(present.meters());
            if (present.utility().equals(feeder.utility())) {
                left.removeAll(feeder.meters());
            }
            boolean same =
                    present.utility().equals(feeder.utility()) && present.id().equals(feeder.id());
            if (!same) {
                feeders.add(new FeederEntry(present.utility(), present.id(), List.copyOf(left)));
                continue;
            }
            left.addAll(feeder.meters());
            feeders.add(new FeederEntry(present.utility(), present.id(), List.copyOf(left)));
        }
        boolean known = feeders.stream()
                .anyMatch(each ->
                        each.utility().equals(feeder.utility()) && each.id().equals(feeder.id()));
        if (!known) {
            feeders.add(feeder);
        }
        return new NetworkFile(
                network.name(),
                network.start(),
                network.profile(),
                network.arbiter(),
                network.gateways(),
                network.utilities(),
                network.platforms(),
                network.agreements(),
                network.customers(),
                List.copyOf(feeders));
    }

    private static NetworkFile changed(
            NetworkFile network, String utility, String customer, UnaryOperator<CustomerEntry> change) {
        if (customer(network, utility, customer).isEmpty()) {
            throw new MalformedFileException(utility, "has no customer " + customer);
        }
        List<CustomerEntry> customers = network.customers().stream()
                .map(entry -> is(utility, customer).test(entry) ? change.apply(entry) : entry)
                .toList();
        return with(network, customers, network.platforms());
    }

    private static Predicate<CustomerEntry> is(String utility, String customer) {
        return entry -> entry.utility().equals(utility) && entry.id().equals(customer);
    }

    private static <T> List<T> replaced(List<T> present, Predicate<T> same, T entry) {
        List<T> replaced = new ArrayList<>(present);
        replaced.removeIf(same);
        replaced.add(entry);
        return List.copyOf(replaced);
    }

    private static NetworkFile with(NetworkFile network, List<CustomerEntry> customers, List<String> platforms) {
        NetworkFile changed = new NetworkFile(
                network.name(),
                network.start(),
                network.profile(),
                network.arbiter(),
                network.gateways(),
                network.utilities(),
                List.copyOf(platforms),
                network.agreements(),
                List.copyOf(customers),
                network.feeders());
        NetworkRules.check(changed);
        return changed;
    }
}
