package io.gridpact.utility.customer;

import com.google.protobuf.ByteString;
import io.gridpact.directory.v1.Customer;
import io.gridpact.directory.v1.CustomerLimit;
import io.gridpact.directory.v1.CustomerMeter;
import io.gridpact.directory.v1.EnrolRequest;
import io.gridpact.directory.v1.GetCustomerResponse;
import io.gridpact.directory.v1.LedgerLine;
import io.gridpact.directory.v1.ListLedgerResponse;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.MalformedKeyException;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.Fields;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Enrolments as messages, and back.
final class EnrolmentWire {

    /// Of each kind in a request.
    private static final int MAX_ROWS = 1_000;

    private static final int MAX_ID_CHARACTERS = 64;
    private static final Fields AT = new Fields(Reason.INVALID_REQUEST, "");

    private EnrolmentWire() {}

    static EnrolCustomers.Enrolment enrolment(EnrolRequest request) {
        AT.count("customers", request.getCustomersCount(), 0, MAX_ROWS);
        AT.count("meters", request.getMetersCount(), 0, MAX_ROWS);
        AT.count("mandates", request.getMandatesCount(), 0, MAX_ROWS);
        AT.count("limits", request.getLimitsCount(), 0, MAX_ROWS);
        return new EnrolCustomers.Enrolment(
                request.getCustomersList().stream()
                        .map(customer -> id("customers.customer_id", customer.getCustomerId()))
                        .toList(),
                request.getMetersList().stream().map(EnrolmentWire::meter).toList(),
                request.getMandatesList().stream()
                        .map(mandate -> new EnrolCustomers.Mandate(
                                id("mandates.customer_id", mandate.getCustomerId()),
                                AT.id("mandates.platform", mandate.getPlatform()),
                                direction("mandates.direction", mandate.getDirection()),
                                energy("mandates.limit_wh_per_day", mandate.getLimitWhPerDay())))
                        .toList(),
                request.getLimitsList().stream()
                        .map(limit -> new EnrolCustomers.Limit(
                                id("limits.customer_id", limit.getCustomerId()),
                                direction("limits.direction", limit.getDirection()),
                                energy("limits.limit_wh_per_day", limit.getLimitWhPerDay())))
                        .toList());
    }

    private static EnrolCustomers.Meter meter(CustomerMeter meter) {
        Set<Direction> directions = EnumSet.noneOf(Direction.class);
        meter.getDirectionsList().forEach(direction -> directions.add(direction("meters.directions", direction)));
        AT.require(!directions.isEmpty(), "meters.directions", "none");
        try {
            return new EnrolCustomers.Meter(
                    id("meters.customer_id", meter.getCustomerId()),
                    id("meters.meter_id", meter.getMeterId()),
                    PublicKey.ed25519(meter.getPublicKey().toByteArray()),
                    directions,
                    AT.instant("meters.valid_from_millis", meter.getValidFromMillis()),
                    meter.getCannotSign());
        } catch (MalformedKeyException malformed) {
            throw AT.refused("meters.public_key", "not a valid Ed25519 public key");
        }
    }

    static GetCustomerResponse toMessage(CustomerStore.Entry entry) {
        GetCustomerResponse.Builder response = GetCustomerResponse.newBuilder()
                .setCustomer(Customer.newBuilder().setCustomerId(entry.customerId()));
        entry.meters().forEach(meter -> {
            CustomerMeter.Builder message = response.addMetersBuilder()
                    .setCustomerId(entry.customerId())
                    .setMeterId(meter.meterId)
                    .setPublicKey(ByteString.copyFrom(meter.publicKey))
                    .setValidFromMillis(meter.validFrom)
                    .setCannotSign(meter.cannotSign);
            if (meter.injection) {
                message.addDirections(io.gridpact.directory.v1.Direction.DIRECTION_INJECTION);
            }
            if (meter.consumption) {
                message.addDirections(io.gridpact.directory.v1.Direction.DIRECTION_CONSUMPTION);
            }
        });
        entry.mandates().forEach(mandate -> response.addMandatesBuilder()
                .setCustomerId(entry.customerId())
                .setPlatform(mandate.key.platform)
                .setDirection(message(mandate.key.direction))
                .setLimitWhPerDay(mandate.limitWhPerDay));
        entry.limits()
                .forEach(limit -> response.addLimits(CustomerLimit.newBuilder()
                        .setCustomerId(entry.customerId())
                        .setDirection(message(limit.key.direction))
                        .setLimitWhPerDay(limit.limitWhPerDay)));
        return response.build();
    }

    static ListLedgerResponse toMessage(List<LedgerLines.Line> lines, long journalEntries) {
        ListLedgerResponse.Builder response = ListLedgerResponse.newBuilder().setJournalEntries(journalEntries);
        for (LedgerLines.Line line : lines) {
            response.addLines(LedgerLine.newBuilder()
                    .setOrderDigest(ByteString.copyFrom(line.order()))
                    .setPeer(line.peer())
                    .setState(line.state())
                    .addAttestationDigests(ByteString.copyFrom(line.sellerAttestation()))
                    .addAttestationDigests(ByteString.copyFrom(line.buyerAttestation()))
                    .setSettlementDigest(ByteString.copyFrom(line.settlement())));
        }
        return response.build();
    }

    private static io.gridpact.directory.v1.Direction message(String direction) {
        return io.gridpact.directory.v1.Direction.valueOf("DIRECTION_" + direction);
    }

    private static Direction direction(String field, io.gridpact.directory.v1.Direction direction) {
        return switch (direction) {
            case DIRECTION_INJECTION -> Direction.INJECTION;
            case DIRECTION_CONSUMPTION -> Direction.CONSUMPTION;
            case DIRECTION_UNSPECIFIED, UNRECOGNIZED -> throw AT.refused(field, "not a direction");
        };
    }

    private static String id(String field, String id) {
        return AT.text(field, id, 1, MAX_ID_CHARACTERS);
    }

    private static long energy(String field, long energyWh) {
        return AT.between(field, energyWh, 0, Long.MAX_VALUE / 2);
    }
}
