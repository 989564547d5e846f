package io.gridpact.utility.wire;

import static io.gridpact.protocol.directory.ParticipantRole.OPERATOR;
import static io.gridpact.protocol.directory.ParticipantRole.UTILITY;
import static io.gridpact.utility.network.ANetwork.NOW;

import com.google.protobuf.ByteString;
import io.gridpact.directory.v1.Customer;
import io.gridpact.directory.v1.CustomerLimit;
import io.gridpact.directory.v1.CustomerMeter;
import io.gridpact.directory.v1.Direction;
import io.gridpact.directory.v1.EnrolRequest;
import io.gridpact.directory.v1.EnrolmentServiceGrpc;
import io.gridpact.directory.v1.Mandate;
import io.gridpact.directory.v1.MoveClockRequest;
import io.gridpact.directory.v1.OperatorServiceGrpc;
import io.gridpact.directory.v1.PutAgreementRequest;
import io.gridpact.directory.v1.PutParticipantRequest;
import io.gridpact.directory.v1.PutProfileRequest;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.Identity;
import io.gridpact.protocol.link.TlsMaterial;
import io.gridpact.protocol.pairing.PairDigests;
import io.gridpact.protocol.pairing.PairLeaves;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.status.v1.PairServiceGrpc;
import io.gridpact.trade.v1.PeerTradeServiceGrpc;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.network.Eventually;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// What has happened at the utility north when tests knock: everybody is known, there are agreements with south and
/// with itself and none with east, two customers are enrolled, and one trade, which south sold in the early window, is
/// sealed.
final class ADay {

    /// Past the early window's gate, and long before that of [ANetwork#WINDOW].
    static final Instant LATER = Instant.parse("2026-06-01T08:46:00Z");

    static final DeliveryWindow EARLY =
            DeliveryWindow.startingAt(Instant.parse("2026-06-01T09:00:00Z"), Duration.ofMinutes(60));

    static final long LIMIT_WH = 1_000_000;

    static final APeer SOUTH = APeer.named("south");

    static final AnOrder SEALED =
            AnOrder.ofItsOwn().from("south").to("north").in(EARLY).made(NOW.minusSeconds(300), NOW.plusSeconds(1800));

    private static final String NOBODY_LISTENS = "127.0.0.1:1";
    private static final AtomicBoolean BEGUN = new AtomicBoolean();

    private ADay() {}

    /// Once for all tests: they share one utility.
    static void begin() {
        if (BEGUN.compareAndSet(false, true)) {
            RunningUtility.PARTIES.forEach(ADay::introduce);
            operator(
                    EnrolmentServiceGrpc.getPutProfileMethod(),
                    PutProfileRequest.newBuilder()
                            .setProfile(EnvelopeWire.toMessage(ANetwork.PROFILE_ENVELOPE))
                            .build());
            agree("south");
            agree("north");
            operator(EnrolmentServiceGrpc.getEnrolMethod(), customers());
            seal();
        }
    }

    private static void operator(io.grpc.MethodDescriptor<?, ?> method, Object request) {
        Door.served(RunningUtility.OPERATOR, method, request);
    }

    private static void introduce(String id, ParticipantRole role) {
        if (role != OPERATOR) {
            operator(
                    OperatorServiceGrpc.getPutParticipantMethod(),
                    PutParticipantRequest.newBuilder()
                            .setParticipant(EnvelopeWire.toMessage(descriptor(id, role)))
                            .build());
        }
    }

    static Envelope descriptor(String id, ParticipantRole role) {
        try {
            Digest pin =
                    Identity.keyPin(TlsMaterial.in(Door.folder().resolve(id)).certificate());
            Participant participant = ANetwork.participant(id, role, role == UTILITY ? NOBODY_LISTENS : "", pin);
            return ANetwork.descriptor(participant);
        } catch (IOException | GeneralSecurityException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static void agree(String peer) {
        operator(
                EnrolmentServiceGrpc.getPutAgreementMethod(),
                PutAgreementRequest.newBuilder()
                        .setAgreement(EnvelopeWire.toMessage(ANetwork.agreementEnvelope("north", peer)))
                        .build());
    }

    /// One more who sells through sunbird.
    static void enrol(String customer, Instant meterValidFrom) {
        EnrolRequest.Builder request = EnrolRequest.newBuilder();
        enrol(request, customer, "sunbird", Direction.DIRECTION_INJECTION);
        request.getMetersBuilder(0).setValidFromMillis(meterValidFrom.toEpochMilli());
        operator(EnrolmentServiceGrpc.getEnrolMethod(), request.build());
    }

    private static EnrolRequest customers() {
        EnrolRequest.Builder request = EnrolRequest.newBuilder();
        enrol(request, AnOrder.SELLER, "sunbird", Direction.DIRECTION_INJECTION);
        enrol(request, AnOrder.BUYER, "helio", Direction.DIRECTION_CONSUMPTION);
        return request.build();
    }

    private static void enrol(EnrolRequest.Builder request, String customer, String platform, Direction direction) {
        byte[] meter = ANetwork.signer("meter of " + customer).publicKey().bytes();
        request.addCustomers(Customer.newBuilder().setCustomerId(customer))
                .addMeters(CustomerMeter.newBuilder()
                        .setCustomerId(customer)
                        .setMeterId("meter of " + customer)
                        .setPublicKey(ByteString.copyFrom(meter))
                        .addDirections(direction)
                        .setValidFromMillis(
                                Instant.parse("2026-01-01T00:00:00Z").toEpochMilli()))
                .addMandates(Mandate.newBuilder()
                        .setCustomerId(customer)
                        .setPlatform(platform)
                        .setDirection(direction)
                        .setLimitWhPerDay(LIMIT_WH))
                .addLimits(CustomerLimit.newBuilder()
                        .setCustomerId(customer)
                        .setDirection(direction)
                        .setLimitWhPerDay(LIMIT_WH));
    }

    /// South hands over its receipt before gate closure, and afterwards the digest of the one trade that both list.
    private static void seal() {
        Digest answer = answerTo(SEALED);
        Door.served("south", PeerTradeServiceGrpc.getDeliverReceiptsMethod(), SOUTH.receipt(SEALED, answer));
        operator(
                OperatorServiceGrpc.getMoveClockMethod(),
                MoveClockRequest.newBuilder().setToMillis(LATER.toEpochMilli()).build());
        Digest leaf =
                PairLeaves.sealed(SEALED.digest(), 0, SOUTH.attests(SEALED).digest(), answer);
        Digest agreed = PairDigests.of(
                "south",
                "north",
                EARLY.start(),
                PairStage.SEALED,
                1,
                List.of(leaf),
                SEALED.order().quantityWh());
        Door.served(
                "south",
                PairServiceGrpc.getExchangePairDigestMethod(),
                SOUTH.pairDigest("north", EARLY.start(), PairStage.SEALED, agreed));
        Eventually.holds("the early trade is sealed", () -> Platform.sees("sunbird", SEALED)
                .equals("TRADE_STATE_SEALED"));
        date();
    }

    /// As if the arbiter, which is away, had logged both attestations, and each utility had shown it to the other.
    private static void date() {
        RunningUtility.database()
                .execute("update trade set seller_effective_at = %d, buyer_effective_at = %d where peer = 'south'"
                        .formatted(NOW.toEpochMilli(), NOW.toEpochMilli()));
    }

    /// The digest of north's attestation of south's order.
    static Digest answerTo(AnOrder order) {
        var answer = Door.served("south", PeerTradeServiceGrpc.getCountersignMethod(), SOUTH.countersign(order))
                .getFirst()
                .getAttestation();
        return EnvelopeWire.fromMessage(answer, "attestation").digest();
    }
}
