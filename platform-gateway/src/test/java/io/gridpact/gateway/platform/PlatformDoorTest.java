package io.gridpact.gateway.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.rpc.RetryInfo;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.gateway.AParty;
import io.gridpact.gateway.ATrade;
import io.gridpact.platform.v1.CheckLimitRequest;
import io.gridpact.platform.v1.ConfirmRequest;
import io.gridpact.platform.v1.GetTradeRequest;
import io.gridpact.platform.v1.ListTradesRequest;
import io.gridpact.platform.v1.ListUtilitiesRequest;
import io.gridpact.platform.v1.PlatformServiceGrpc;
import io.gridpact.platform.v1.PlatformServiceGrpc.PlatformServiceBlockingStub;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.order.PlatformQuery.TradeQuestion;
import io.gridpact.protocol.order.PlatformQuery.WindowQuestion;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.trade.v1.SignedRefusal;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.nio.file.Path;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlatformDoorTest {

    private final AGateway gateway;

    PlatformDoorTest(@TempDir Path folder) {
        this.gateway = new AGateway(folder);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    private PlatformServiceBlockingStub as(AParty platform) {
        return PlatformServiceGrpc.newBlockingStub(gateway.as(platform));
    }

    private ConfirmRequest order() {
        return ATrade.between(gateway.helio, gateway.sunbird, gateway.south, gateway.north);
    }

    private static StatusRuntimeException errorOf(ThrowingCallable call) {
        return catchThrowableOfType(StatusRuntimeException.class, call);
    }

    private static Refusal refusalOf(ThrowingCallable call) {
        StatusRuntimeException error = errorOf(call);
        assertThat(RefusalStatus.statusOf(error)).as("%s", error).isPresent();
        return RefusalStatus.refusalOf(error);
    }

    private Object northReceived() {
        return Optional.ofNullable((Object) gateway.northsServer.received.poll())
                .orElse("nothing");
    }

    @Test
    void an_order_reaches_the_sellers_utility_byte_for_byte_and_its_answer_the_platform() {
        ConfirmRequest order = order();

        var answer = as(gateway.helio).confirm(order);

        var received = (io.gridpact.trade.v1.ConfirmRequest) northReceived();
        assertThat(received.toByteString()).isEqualTo(order.toByteString());
        assertThat(answer.getSealedOrder().getOrder()).isEqualTo(order.getOrder());
        assertThat(gateway.southsServer.received).isEmpty();
        assertThat(gateway.outcomes).containsExactly("north SEALED");
    }

    @Test
    void either_platform_of_an_order_may_bring_it_and_no_other() {
        assertThat(as(gateway.sunbird).confirm(order())).isNotNull();
        northReceived();

        Refusal refusal = refusalOf(() -> as(gateway.nova).confirm(order()));

        assertThat(refusal.reason()).isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(northReceived()).isEqualTo("nothing");
    }

    @Test
    void only_platforms_may_call() {
        AParty east = new AParty(ParticipantRole.UTILITY, "east");
        gateway.directory.put(east.descriptor("", 1));

        assertThat(refusalOf(() -> as(east).listUtilities(ListUtilitiesRequest.getDefaultInstance()))
                        .reason())
                .isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(refusalOf(() -> as(east).confirm(order())).reason()).isEqualTo(Reason.PERMISSION_DENIED);
    }

    @Test
    void a_stranger_does_not_get_in() {
        AParty stranger = new AParty(ParticipantRole.PLATFORM, "helio");

        assertThat(errorOf(() -> as(stranger).confirm(order())).getStatus().getCode())
                .isEqualTo(Status.Code.UNAVAILABLE);
    }

    @Test
    void a_malformed_order_is_refused_with_the_field_and_goes_no_further() {
        ConfirmRequest order = order();
        ConfirmRequest unsigned = order.toBuilder()
                .setOrder(order.getOrder().toBuilder().clearBuyerConsent())
                .build();
        ConfirmRequest garbled = order.toBuilder()
                .setOrder(order.getOrder().toBuilder().setPayload(ByteString.copyFromUtf8("no order")))
                .build();

        Refusal refusal = refusalOf(() -> as(gateway.helio).confirm(unsigned));
        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_ORDER);
        assertThat(refusal.field()).startsWith("buyer_consent");
        assertThat(refusalOf(() -> as(gateway.helio).confirm(garbled)).reason()).isEqualTo(Reason.INVALID_ORDER);
        assertThat(refusalOf(() -> as(gateway.helio).confirm(ConfirmRequest.getDefaultInstance()))
                        .reason())
                .isEqualTo(Reason.INVALID_ORDER);
        assertThat(northReceived()).isEqualTo("nothing");
    }

    @Test
    void an_order_for_a_utility_that_the_gateway_does_not_reach_names_that_field() {
        AParty nowhere = new AParty(ParticipantRole.UTILITY, "nowhere");
        ConfirmRequest order = ATrade.between(gateway.helio, gateway.sunbird, gateway.south, nowhere);

        Refusal refusal = refusalOf(() -> as(gateway.helio).confirm(order));

        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_ORDER);
        assertThat(refusal.field()).isEqualTo("seller_utility");
    }

    @Test
    void an_oversized_order_is_refused_before_it_is_sent_on() {
        ConfirmRequest order = order();
        ConfirmRequest large = order.toBuilder()
                .setBuyerOpening(
                        order.getBuyerOpening().toBuilder().setCiphertext(ByteString.copyFrom(new byte[20_000])))
                .build();

        assertThat(refusalOf(() -> as(gateway.helio).confirm(large)).reason()).isEqualTo(Reason.RESOURCE_EXHAUSTED);
        assertThat(northReceived()).isEqualTo("nothing");
    }

    @Test
    void a_utilitys_refusal_passes_through_unchanged_with_all_its_details() {
        SignedRefusal signed = SignedRefusal.newBuilder()
                .setAttestation(Envelope.newBuilder().setPayloadType("gridpact/attestation/v1"))
                .build();
        com.google.rpc.Status theirs = RefusalStatus.toStatus(
                Refusal.of(Reason.LIMIT_EXCEEDED).with("remaining_wh", "1200"), Any.pack(signed));
        gateway.northsServer.answersWith(response -> response.onError(RefusalStatus.toException(theirs)));

        StatusRuntimeException error = errorOf(() -> as(gateway.helio).confirm(order()));

        assertThat(RefusalStatus.statusOf(error)).contains(theirs);
        assertThat(gateway.outcomes).containsExactly("north LIMIT_EXCEEDED");
    }

    @Test
    void a_utility_that_is_down_is_peer_unavailable_with_advice_to_try_again() {
        gateway.northsServer.close();

        StatusRuntimeException error = errorOf(() -> as(gateway.helio).confirm(order()));

        assertThat(RefusalStatus.refusalOf(error).reason()).isEqualTo(Reason.PEER_UNAVAILABLE);
        assertThat(RefusalStatus.statusOf(error).orElseThrow().getDetailsList())
                .anyMatch(detail -> detail.is(RetryInfo.class));
        assertThat(gateway.outcomes).containsExactly("north PEER_UNAVAILABLE");
    }

    @Test
    void a_query_goes_to_the_utility_that_is_asked_if_its_own_platform_brings_it() {
        Envelope query = ATrade.query(gateway.helio, "south", new TradeQuestion(Digest.of(new byte[Digest.BYTES])));
        var request = GetTradeRequest.newBuilder().setQuery(query).build();

        assertThat(as(gateway.helio).getTrade(request).getTrade().getChange()).isEqualTo(3);
        assertThat(refusalOf(() -> as(gateway.nova).getTrade(request)).reason()).isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(gateway.southsServer.received).hasSize(1);
    }

    @Test
    void limits_and_lists_are_asked_of_the_utility() {
        Envelope query =
                ATrade.query(gateway.helio, "north", new WindowQuestion(Optional.empty(), 10, Optional.empty()));

        var limit = as(gateway.helio)
                .checkLimit(CheckLimitRequest.newBuilder().setQuery(query).build());
        var trades = as(gateway.helio)
                .listTrades(ListTradesRequest.newBuilder().setQuery(query).build());

        assertThat(limit.getRemainingWh()).isEqualTo(9_000);
        assertThat(trades.getTrades(0).getChange()).isEqualTo(4);
    }

    @Test
    void a_malformed_query_or_one_for_an_unknown_utility_names_the_field() {
        Envelope nowhere = ATrade.query(gateway.helio, "nowhere", new TradeQuestion(Digest.of(new byte[Digest.BYTES])));

        Refusal unknown = refusalOf(() -> as(gateway.helio)
                .getTrade(GetTradeRequest.newBuilder().setQuery(nowhere).build()));
        Refusal empty = refusalOf(() -> as(gateway.helio).getTrade(GetTradeRequest.getDefaultInstance()));

        assertThat(unknown.reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(unknown.field()).isEqualTo("utility");
        assertThat(empty.reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(empty.field()).startsWith("query");
    }

    @Test
    void utilities_are_listed_by_their_own_descriptors() {
        var listed = as(gateway.nova).listUtilities(ListUtilitiesRequest.getDefaultInstance());

        assertThat(listed.getDescriptorsList())
                .containsExactlyElementsOf(gateway.directory.utilities().stream()
                        .map(EnvelopeWire::toMessage)
                        .toList())
                .hasSize(2);
    }
}
