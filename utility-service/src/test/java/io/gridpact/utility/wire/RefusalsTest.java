package io.gridpact.utility.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.ErrorInfo;
import io.gridpact.directory.v1.EnrolmentServiceGrpc;
import io.gridpact.directory.v1.GridServiceGrpc;
import io.gridpact.directory.v1.OperatorServiceGrpc;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.status.v1.AlarmServiceGrpc;
import io.gridpact.status.v1.MendingServiceGrpc;
import io.gridpact.status.v1.MeteringServiceGrpc;
import io.gridpact.status.v1.PairServiceGrpc;
import io.gridpact.status.v1.ReviewServiceGrpc;
import io.gridpact.status.v1.SealingServiceGrpc;
import io.gridpact.status.v1.StatusServiceGrpc;
import io.gridpact.trade.v1.Answer;
import io.gridpact.trade.v1.Attestation;
import io.gridpact.trade.v1.OutageServiceGrpc;
import io.gridpact.trade.v1.PeerTradeServiceGrpc;
import io.gridpact.trade.v1.SignedRefusal;
import io.gridpact.trade.v1.TradeServiceGrpc;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServiceDescriptor;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Every reason that a utility documents, provoked over the wire at each of its services, and no other.
@QuarkusTest
@QuarkusTestResource(RunningUtility.class)
class RefusalsTest {

    /// What any service says where it cannot go on; provoked in [TroubleTest].
    private static final Set<Reason> TROUBLE = EnumSet.of(Reason.UNAVAILABLE, Reason.INTERNAL);

    /// What each service may be heard to say, besides [#TROUBLE].
    private static final Map<ServiceDescriptor, Set<Reason>> SAID = joined(
            joined(joined(UpdateRefusals.SAID, ReviewRefusals.SAID), KeyRefusals.SAID),
            Map.of(
                    TradeServiceGrpc.getServiceDescriptor(),
                    EnumSet.of(
                            Reason.INVALID_ORDER,
                            Reason.SIGNATURE_INVALID,
                            Reason.NO_AGREEMENT,
                            Reason.WINDOW_CLOSED,
                            Reason.UNKNOWN_CUSTOMER,
                            Reason.NO_MANDATE,
                            Reason.UNKNOWN_METER,
                            Reason.LIMIT_EXCEEDED,
                            Reason.ORDER_CONFLICT,
                            Reason.PEER_UNAVAILABLE,
                            Reason.RESOURCE_EXHAUSTED,
                            Reason.PERMISSION_DENIED,
                            Reason.INVALID_REQUEST,
                            Reason.UNKNOWN_TRADE),
                    PeerTradeServiceGrpc.getServiceDescriptor(),
                    EnumSet.of(
                            Reason.INVALID_ORDER,
                            Reason.SIGNATURE_INVALID,
                            Reason.NO_AGREEMENT,
                            Reason.WINDOW_CLOSED,
                            Reason.ORDER_CONFLICT,
                            Reason.RESOURCE_EXHAUSTED,
                            Reason.PERMISSION_DENIED,
                            Reason.INVALID_REQUEST,
                            Reason.UNKNOWN_TRADE,
                            Reason.INVALID_PROOF),
                    PairServiceGrpc.getServiceDescriptor(),
                    EnumSet.of(
                            Reason.SIGNATURE_INVALID,
                            Reason.NO_AGREEMENT,
                            Reason.WINDOW_CLOSED,
                            Reason.RESOURCE_EXHAUSTED,
                            Reason.PERMISSION_DENIED,
                            Reason.INVALID_REQUEST,
                            Reason.INVALID_PROOF,
                            Reason.EQUIVOCATION),
                    MendingServiceGrpc.getServiceDescriptor(),
                    EnumSet.of(
                            Reason.WINDOW_CLOSED,
                            Reason.RESOURCE_EXHAUSTED,
                            Reason.PERMISSION_DENIED,
                            Reason.INVALID_REQUEST,
                            Reason.UNKNOWN_TRADE),
                    SealingServiceGrpc.getServiceDescriptor(),
                    EnumSet.of(
                            Reason.SIGNATURE_INVALID,
                            Reason.NO_AGREEMENT,
                            Reason.RESOURCE_EXHAUSTED,
                            Reason.PERMISSION_DENIED,
                            Reason.UNKNOWN_TRADE,
                            Reason.INVALID_PROOF),
                    StatusServiceGrpc.getServiceDescriptor(),
                    EnumSet.of(
                            Reason.NO_AGREEMENT,
                            Reason.RESOURCE_EXHAUSTED,
                            Reason.PERMISSION_DENIED,
                            Reason.INVALID_REQUEST,
                            Reason.INVALID_PROOF,
                            Reason.EQUIVOCATION),
                    MeteringServiceGrpc.getServiceDescriptor(),
                    EnumSet.of(Reason.RESOURCE_EXHAUSTED, Reason.PERMISSION_DENIED, Reason.INVALID_READING),
                    OperatorServiceGrpc.getServiceDescriptor(),
                    EnumSet.of(
                            Reason.SIGNATURE_INVALID,
                            Reason.RESOURCE_EXHAUSTED,
                            Reason.PERMISSION_DENIED,
                            Reason.INVALID_REQUEST),
                    GridServiceGrpc.getServiceDescriptor(),
                    EnumSet.of(
                            Reason.UNKNOWN_METER,
                            Reason.RESOURCE_EXHAUSTED,
                            Reason.PERMISSION_DENIED,
                            Reason.INVALID_REQUEST),
                    EnrolmentServiceGrpc.getServiceDescriptor(),
                    EnumSet.of(
                            Reason.SIGNATURE_INVALID,
                            Reason.UNKNOWN_CUSTOMER,
                            Reason.RESOURCE_EXHAUSTED,
                            Reason.PERMISSION_DENIED,
                            Reason.INVALID_REQUEST)));

    /// Reasons that only an arbiter or a gateway gives. There are none: a reason that comes to be theirs alone is
    /// listed here, and proven there.
    private static final Set<Reason> OF_OTHERS_ALONE = EnumSet.noneOf(Reason.class);

    private static final List<ServiceDescriptor> OPERATORS = List.of(
            OperatorServiceGrpc.getServiceDescriptor(),
            EnrolmentServiceGrpc.getServiceDescriptor(),
            GridServiceGrpc.getServiceDescriptor(),
            OutageServiceGrpc.getServiceDescriptor(),
            ReviewServiceGrpc.getServiceDescriptor(),
            AlarmServiceGrpc.getServiceDescriptor());

    /// One of each role.
    private static final List<String> CALLERS =
            List.of("south", "sunbird", "gate", "arbiter", RunningUtility.HEAD_END, RunningUtility.OPERATOR);

    @BeforeAll
    static void theDayHasBegun() {
        ADay.begin();
    }

    static Stream<Refused> table() {
        return Stream.of(
                        PlatformRefusals.table(),
                        PeerRefusals.table(),
                        SettlingRefusals.table(),
                        MendingRefusals.table(),
                        UpdateRefusals.table(),
                        ReviewRefusals.table(),
                        OperatorRefusals.table(),
                        KeyRefusals.table())
                .flatMap(rows -> rows);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("table")
    void it_is_refused_as_documented(Refused row) {
        com.google.rpc.Status refusal =
                refusal(row.caller(), row.method(), row.requests().get());

        assertThat(Documented.reasonOf(refusal)).isEqualTo(row.reason());
        assertThat(Documented.fieldOf(refusal)).isEqualTo(row.field());
    }

    @Test
    void each_service_says_what_it_may_say_and_nothing_else() {
        Map<String, Set<Reason>> provoked = table().collect(Collectors.groupingBy(
                row -> Objects.requireNonNull(row.method().getServiceName()),
                Collectors.mapping(Refused::reason, Collectors.toCollection(() -> EnumSet.noneOf(Reason.class)))));

        assertThat(provoked)
                .isEqualTo(SAID.entrySet().stream()
                        .collect(Collectors.toMap(said -> said.getKey().getName(), Map.Entry::getValue)));
    }

    @Test
    void every_reason_is_somebodys_and_documented() {
        Set<Reason> anybodys = EnumSet.copyOf(TROUBLE);
        SAID.values().forEach(anybodys::addAll);
        anybodys.addAll(OF_OTHERS_ALONE);

        assertThat(anybodys).isEqualTo(EnumSet.allOf(Reason.class));
        assertThat(Documented.REASON.keySet()).isEqualTo(EnumSet.allOf(Reason.class));
        assertThat(Arrays.stream(io.gridpact.directory.v1.Reason.values())
                        .filter(value -> value != io.gridpact.directory.v1.Reason.UNRECOGNIZED)
                        .filter(value -> value != io.gridpact.directory.v1.Reason.REASON_UNSPECIFIED)
                        .map(value -> value.name().replaceFirst("REASON_", "")))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Reason.values()).map(Reason::name).toList());
    }

    @Test
    void an_empty_request_of_anybody_is_answered_or_refused_for_a_documented_reason() {
        SAID.forEach((service, said) -> {
            for (MethodDescriptor<?, ?> method : service.getMethods()) {
                for (String caller : CALLERS) {
                    Door.call(caller, method, List.of(empty(method))).refusal().ifPresent(refusal -> assertThat(said)
                            .as("%s by %s", method.getFullMethodName(), caller)
                            .contains(Documented.reasonOf(refusal)));
                }
            }
        });
    }

    @Test
    void the_operators_door_is_closed_to_everybody_else() {
        for (ServiceDescriptor service : OPERATORS) {
            for (MethodDescriptor<?, ?> method : service.getMethods()) {
                for (String caller : CALLERS) {
                    if (!caller.equals(RunningUtility.OPERATOR)) {
                        assertThat(Documented.reasonOf(refusal(caller, method, List.of(empty(method)))))
                                .as("%s by %s", method.getFullMethodName(), caller)
                                .isEqualTo(Reason.PERMISSION_DENIED);
                    }
                }
            }
        }
    }

    private static Map<ServiceDescriptor, Set<Reason>> joined(
            Map<ServiceDescriptor, Set<Reason>> some, Map<ServiceDescriptor, Set<Reason>> others) {
        Map<ServiceDescriptor, Set<Reason>> all = new HashMap<>(some);
        all.putAll(others);
        return all;
    }

    private static Object empty(MethodDescriptor<?, ?> method) {
        var marshaller = (PrototypeMarshaller<?>) method.getRequestMarshaller();
        return Objects.requireNonNull(marshaller.getMessagePrototype());
    }

    static Stream<Arguments> refusedInWriting() {
        return Stream.of(
                Arguments.of(
                        "INVALID_ORDER",
                        "price_per_kwh.currency_code",
                        "south",
                        PeerRefusals.order()
                                .at(new io.gridpact.protocol.quantity.Price("CHF", java.math.BigDecimal.ONE))),
                Arguments.of(
                        "UNKNOWN_CUSTOMER",
                        "buyer_opening",
                        "south",
                        PeerRefusals.order().boughtBy("nobody")),
                Arguments.of(
                        "NO_MANDATE",
                        "buyer_platform",
                        "south",
                        PeerRefusals.order().boughtThrough("nova")),
                Arguments.of(
                        "UNKNOWN_METER",
                        "buyer.meter_key_id",
                        "south",
                        PeerRefusals.order().withBuyerMeterOf("nobody")),
                Arguments.of("LIMIT_EXCEEDED", "", "south", PeerRefusals.order().of(ADay.LIMIT_WH + 1)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("refusedInWriting")
    void an_order_at_fault_is_refused_to_the_other_utility_in_writing(
            String reason, String field, String peer, AnOrder order) throws InvalidProtocolBufferException {
        var answer = Door.served(
                        peer,
                        PeerTradeServiceGrpc.getCountersignMethod(),
                        APeer.named(peer).countersign(order))
                .getFirst()
                .getAttestation();

        Attestation attestation = Attestation.parseFrom(answer.getPayload());
        assertThat(attestation.getAnswer()).isEqualTo(Answer.ANSWER_REFUSED);
        assertThat(attestation.getReason().name()).isEqualTo("REASON_" + reason);
        assertThat(attestation.getField()).isEqualTo(field);
        assertThat(ANetwork.participant("north")
                        .signed(EnvelopeWire.fromMessage(answer, "attestation"), ADay.LATER, ANetwork.VERIFIER))
                .isTrue();
    }

    @Test
    void a_limit_that_is_exceeded_says_what_remains_and_is_signed() {
        AnOrder order = PlatformRefusals.order().of(ADay.LIMIT_WH + 1);

        com.google.rpc.Status refusal =
                refusal("gate", TradeServiceGrpc.getConfirmMethod(), List.of(Platform.confirm(order)));

        Map<String, String> metadata = Documented.only(refusal, ErrorInfo.class).getMetadataMap();
        assertThat(metadata).containsOnlyKeys("remaining_wh", "limit");
        assertThat(Long.parseLong(metadata.get("remaining_wh"))).isBetween(0L, ADay.LIMIT_WH);
        assertThat(Documented.only(refusal, SignedRefusal.class).hasAttestation())
                .isTrue();
    }

    @Test
    void a_platform_sees_its_own_trades_and_no_others() {
        AnOrder order = PlatformRefusals.order();
        Door.served("gate", TradeServiceGrpc.getConfirmMethod(), Platform.confirm(order));

        assertThat(Platform.trades("helio")).contains(order.digest(), ADay.SEALED.digest());
        assertThat(Platform.trades("sunbird")).contains(order.digest(), ADay.SEALED.digest());
        assertThat(Platform.trades("nova")).doesNotContain(order.digest(), ADay.SEALED.digest());
    }

    private static com.google.rpc.Status refusal(String caller, MethodDescriptor<?, ?> method, List<?> requests) {
        return Door.call(caller, method, requests)
                .refusal()
                .orElseThrow(() -> new AssertionError("not refused: " + method.getFullMethodName()));
    }
}
