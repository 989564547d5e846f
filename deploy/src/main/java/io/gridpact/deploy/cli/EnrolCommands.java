package io.gridpact.deploy.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gridpact.deploy.client.EnrolmentClient;
import io.gridpact.deploy.local.Enrolments;
import io.gridpact.deploy.network.NetworkEdits;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFile.LimitEntry;
import io.gridpact.deploy.network.NetworkFile.MandateEntry;
import io.gridpact.deploy.network.NetworkFile.MeterEntry;
import io.gridpact.directory.v1.Customer;
import io.gridpact.directory.v1.EnrolRequest;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// What a utility's operator enrols: customers, meters, mandates, limits. Each is also written into the folder's
/// definition, so that the next start enrols the same.
final class EnrolCommands {

    private EnrolCommands() {}

    static List<Object> all() {
        return List.of(new CustomerCommand(), new MeterCommand(), new MandateCommand(), new LimitCommand());
    }

    /// Which way energy flows.
    enum DirectionName {
        INJECTION,
        CONSUMPTION
    }

    /// What all four have in common.
    abstract static class Enrolling implements Callable<Integer> {

        @Mixin
        private DataOption data = new DataOption();

        @Option(names = "--utility", required = true, paramLabel = "ID", description = "Whose customer.")
        private String utility = "";

        @Parameters(index = "0", paramLabel = "CUSTOMER", description = "The customer's id at that utility.")
        private String customer = "";

        String utility() {
            return utility;
        }

        String customer() {
            return customer;
        }

        abstract NetworkFile edited(NetworkFile network, Instant now);

        abstract EnrolRequest request(Session session, Instant now) throws IOException;

        boolean onlyShows() {
            return false;
        }

        @Override
        public Integer call() throws IOException {
            try (Session session = Session.open(data);
                    Edits edits = Edits.of(data.folder())) {
                EnrolmentClient enrolment = new EnrolmentClient(session.channels(), utility);
                int changed = 0;
                if (!onlyShows()) {
                    Instant now = session.clock().now();
                    NetworkFile edited = edited(edits.definition(), now);
                    changed = enrolment.enrol(request(session, now));
                    edits.write(edited);
                }
                ObjectNode result =
                        CustomerJson.of(enrolment.customer(customer)).put("changed", changed);
                Console.standard().result(data.json(), () -> result, () -> CustomerJson.text(result));
                return 0;
            }
        }
    }

    @Command(
            name = "customer",
            mixinStandardHelpOptions = true,
            description = "Enrols a customer where they are not yet, and shows what the utility holds of them.")
    static final class CustomerCommand extends Enrolling {

        @Option(names = "--show", description = "Enrol nobody.")
        private boolean show;

        @Override
        boolean onlyShows() {
            return show;
        }

        @Override
        NetworkFile edited(NetworkFile network, Instant now) {
            return NetworkEdits.withCustomer(network, utility(), customer());
        }

        @Override
        EnrolRequest request(Session session, Instant now) {
            return EnrolRequest.newBuilder()
                    .addCustomers(Customer.newBuilder().setCustomerId(customer()))
                    .build();
        }
    }

    @Command(
            name = "meter",
            mixinStandardHelpOptions = true,
            description = "Gives a customer a meter with a new key, valid from the next window on.")
    static final class MeterCommand extends Enrolling {

        @Option(names = "--id", required = true, paramLabel = "ID", description = "The meter's id.")
        private String meter = "";

        @Option(
                names = "--direction",
                required = true,
                split = ",",
                paramLabel = "DIRECTION",
                description = "INJECTION, CONSUMPTION or both, with a comma.")
        private List<DirectionName> directions = List.of();

        @Option(names = "--cannot-sign", description = "Its utility signs its readings; counterparties see that.")
        private boolean cannotSign;

        @Override
        NetworkFile edited(NetworkFile network, Instant now) {
            return NetworkEdits.withMeter(network, utility(), customer(), entry(network, now));
        }

        private MeterEntry entry(NetworkFile network, Instant now) {
            long windowMillis =
                    Duration.ofMinutes(network.profile().windowMinutes()).toMillis();
            long nextMillis = now.toEpochMilli() - Math.floorMod(now.toEpochMilli(), windowMillis) + windowMillis;
            return new MeterEntry(
                    meter,
                    directions.stream().map(Enum::name).toList(),
                    Optional.of(Instant.ofEpochMilli(nextMillis)),
                    cannotSign);
        }

        @Override
        EnrolRequest request(Session session, Instant now) throws IOException {
            return EnrolRequest.newBuilder()
                    .addMeters(new Enrolments(session.folder(), now, session.random())
                            .meter(utility(), customer(), entry(session.network(), now)))
                    .build();
        }
    }

    @Command(
            name = "mandate",
            mixinStandardHelpOptions = true,
            description = "Lets a platform trade for a customer, up to a limit.")
    static final class MandateCommand extends Enrolling {

        @Option(names = "--platform", required = true, paramLabel = "ID", description = "Which platform.")
        private String platform = "";

        @Option(names = "--direction", required = true, description = "INJECTION to sell, CONSUMPTION to buy.")
        private @Nullable DirectionName direction;

        @Option(
                names = "--wh",
                required = true,
                paramLabel = "N",
                description = "At most so many watt-hours a UTC day.")
        private long limitWhPerDay;

        private MandateEntry entry() {
            return new MandateEntry(platform, String.valueOf(direction), limitWhPerDay);
        }

        @Override
        NetworkFile edited(NetworkFile network, Instant now) {
            return NetworkEdits.withMandate(network, utility(), customer(), entry());
        }

        @Override
        EnrolRequest request(Session session, Instant now) {
            return EnrolRequest.newBuilder()
                    .addMandates(Enrolments.mandate(customer(), entry()))
                    .build();
        }
    }

    @Command(name = "limit", mixinStandardHelpOptions = true, description = "Sets how much a customer may trade.")
    static final class LimitCommand extends Enrolling {

        @Option(names = "--direction", required = true, description = "INJECTION to sell, CONSUMPTION to buy.")
        private @Nullable DirectionName direction;

        @Option(
                names = "--wh",
                required = true,
                paramLabel = "N",
                description = "At most so many watt-hours a UTC day.")
        private long limitWhPerDay;

        private LimitEntry entry() {
            return new LimitEntry(String.valueOf(direction), limitWhPerDay);
        }

        @Override
        NetworkFile edited(NetworkFile network, Instant now) {
            return NetworkEdits.withLimit(network, utility(), customer(), entry());
        }

        @Override
        EnrolRequest request(Session session, Instant now) {
            return EnrolRequest.newBuilder()
                    .addLimits(Enrolments.limit(customer(), entry()))
                    .build();
        }
    }
}
