package io.gridpact.deploy.local;

import com.google.protobuf.ByteString;
import io.gridpact.deploy.keys.SigningKeyFile;
import io.gridpact.deploy.network.NetworkFile.CustomerEntry;
import io.gridpact.deploy.network.NetworkFile.LimitEntry;
import io.gridpact.deploy.network.NetworkFile.MandateEntry;
import io.gridpact.deploy.network.NetworkFile.MeterEntry;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.directory.v1.Customer;
import io.gridpact.directory.v1.CustomerLimit;
import io.gridpact.directory.v1.CustomerMeter;
import io.gridpact.directory.v1.Direction;
import io.gridpact.directory.v1.EnrolRequest;
import io.gridpact.directory.v1.Mandate;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Customers of a network file as a utility's operator enrols them. Makes the meters' keys, as their manufacturer
/// would.
public final class Enrolments {

    /// So that no list of a request is longer than the 1000 that it may be, whatever a customer has.
    private static final int CUSTOMERS_PER_REQUEST = 150;

    private final NetworkFolder folder;
    private final Instant metersValidFrom;
    private final SecureRandom random;

    /// @param metersValidFrom the start of a window
    public Enrolments(NetworkFolder folder, Instant metersValidFrom, SecureRandom random) {
        this.folder = folder;
        this.metersValidFrom = metersValidFrom;
        this.random = random;
    }

    /// As few requests as their bounds allow.
    public List<EnrolRequest> requests(List<CustomerEntry> customers) throws IOException {
        List<EnrolRequest> requests = new ArrayList<>();
        for (int from = 0; from < customers.size(); from += CUSTOMERS_PER_REQUEST) {
            requests.add(request(customers.subList(from, Math.min(customers.size(), from + CUSTOMERS_PER_REQUEST))));
        }
        return List.copyOf(requests);
    }

    private EnrolRequest request(List<CustomerEntry> customers) throws IOException {
        EnrolRequest.Builder request = EnrolRequest.newBuilder();
        for (CustomerEntry customer : customers) {
            request.addCustomers(Customer.newBuilder().setCustomerId(customer.id()));
            for (MeterEntry meter : customer.meters()) {
                request.addMeters(meter(customer.utility(), customer.id(), meter));
            }
            customer.mandates().forEach(mandate -> request.addMandates(mandate(customer.id(), mandate)));
            customer.limits().forEach(limit -> request.addLimits(limit(customer.id(), limit)));
        }
        return request.build();
    }

    public CustomerMeter meter(String utility, String customer, MeterEntry meter) throws IOException {
        byte[] publicKey = SigningKeyFile.ensure(folder.meterKey(utility, meter.id()), random)
                .publicKey()
                .bytes();
        return CustomerMeter.newBuilder()
                .setCustomerId(customer)
                .setMeterId(meter.id())
                .setPublicKey(ByteString.copyFrom(publicKey))
                .addAllDirections(
                        meter.directions().stream().map(Enrolments::direction).toList())
                .setValidFromMillis(meter.validFrom().orElse(metersValidFrom).toEpochMilli())
                .setCannotSign(meter.cannotSign())
                .build();
    }

    public static Mandate mandate(String customer, MandateEntry mandate) {
        return Mandate.newBuilder()
                .setCustomerId(customer)
                .setPlatform(mandate.platform())
                .setDirection(direction(mandate.direction()))
                .setLimitWhPerDay(mandate.limitWhPerDay())
                .build();
    }

    public static CustomerLimit limit(String customer, LimitEntry limit) {
        return CustomerLimit.newBuilder()
                .setCustomerId(customer)
                .setDirection(direction(limit.direction()))
                .setLimitWhPerDay(limit.limitWhPerDay())
                .build();
    }

    private static Direction direction(String name) {
        return Direction.valueOf("DIRECTION_" + name);
    }
}
