package io.gridpact.protocol.wire;

import static io.gridpact.protocol.refusal.Reason.INVALID_REQUEST;
import static io.gridpact.protocol.refusal.Reason.SIGNATURE_INVALID;
import static io.gridpact.protocol.wire.ANetwork.signer;
import static io.gridpact.protocol.wire.OrderMessages.zeros;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.UnknownFieldSet;
import io.gridpact.directory.v1.BilateralAgreement;
import io.gridpact.directory.v1.MeterEnrolment;
import io.gridpact.directory.v1.NetworkProfile;
import io.gridpact.directory.v1.ParticipantDescriptor;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.EnrolledCustomer;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.refusal.Reason;
import java.util.EnumSet;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Documents of the directory: north's descriptor, the network's profile, north's agreement with south, and north's
/// enrolment of a meter.
final class DirectoryVectors {

    static final String DESCRIPTOR = "directory/descriptor";

    static final String PROFILE = "directory/profile";

    static final String AGREEMENT = "directory/agreement";

    static final String ENROLMENT = "directory/enrolment";

    private static final UnknownFieldSet UNKNOWN = UnknownFieldSet.newBuilder()
            .addField(127, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    private DirectoryVectors() {}

    static Stream<Vector> all() {
        return Stream.of(accepted(), descriptors(), descriptorKeys(), profiles(), agreements(), enrolments())
                .flatMap(stream -> stream);
    }

    static Envelope enrolment(String signer) {
        var draft = new io.gridpact.protocol.directory.MeterEnrolment(
                Unsigned.DIGEST,
                "north",
                new SigningKey(signer("meter of the seller").publicKey(), ANetwork.YEAR_START, ANetwork.YEAR_END),
                EnrolledCustomer.commitment(ANetwork.bytes("pseudonym salt", 32), "north", "customer-4"),
                EnumSet.allOf(Direction.class),
                ANetwork.YEAR_START);
        byte[] payload = DirectoryWire.payload(draft, ANetwork.salt("enrolment"));
        return Envelopes.sign(io.gridpact.protocol.directory.MeterEnrolment.PAYLOAD_TYPE, payload, signer(signer));
    }

    private static Stream<Vector> accepted() {
        return Stream.of(
                Vector.accepted(DESCRIPTOR, "accepted", EnvelopeWire.encode(ANetwork.descriptor("north"))),
                Vector.accepted(DESCRIPTOR, "accepted-platform", EnvelopeWire.encode(ANetwork.descriptor("sunbird"))),
                Vector.accepted(PROFILE, "accepted", EnvelopeWire.encode(ANetwork.PROFILE_ENVELOPE)),
                Vector.accepted(AGREEMENT, "accepted", EnvelopeWire.encode(ANetwork.AGREEMENT_ENVELOPE)),
                Vector.accepted(AGREEMENT, "accepted-with-itself", EnvelopeWire.encode(ANetwork.OWN_TERMS_ENVELOPE)),
                Vector.accepted(ENROLMENT, "accepted", EnvelopeWire.encode(enrolment("north"))),
                Vector.accepted(
                        ENROLMENT,
                        "accepted-of-a-meter-that-cannot-sign",
                        EnvelopeWire.encode(Envelopes.sign(
                                "gridpact/enrolment/v1",
                                changed(
                                        MeterEnrolment.newBuilder(),
                                        enrolment("north"),
                                        message -> message.setCannotSign(true)),
                                signer("north")))));
    }

    private static Stream<Vector> descriptors() {
        return Stream.of(
                descriptor("id-with-an-underscore", message -> message.setParticipantId("north_1"), "participant_id"),
                descriptor("role-unspecified", message -> message.clearRole(), "role"),
                descriptor("role-unknown", message -> message.setRoleValue(99), "role"),
                descriptor(
                        "endpoint-with-port-65536", message -> message.setEndpoint("north.example:65536"), "endpoint"),
                descriptor("endpoint-with-port-0", message -> message.setEndpoint("north.example:0"), "endpoint"),
                descriptor("endpoint-without-a-port", message -> message.setEndpoint("north.example"), "endpoint"),
                descriptor(
                        "spiffe-id-of-another",
                        message -> message.setSpiffeId("spiffe://gridpact/utility/south"),
                        "spiffe_id"),
                descriptor("without-a-tls-key", message -> message.clearTlsKeyPins(), "tls_key_pins"),
                descriptor(
                        "with-five-tls-keys",
                        message -> IntStream.range(0, 4).forEach(pin -> message.addTlsKeyPins(zeros(32))),
                        "tls_key_pins"),
                descriptor(
                        "tls-key-pin-of-31-bytes", message -> message.setTlsKeyPins(0, zeros(31)), "tls_key_pins[0]"),
                descriptor("hpke-key-of-31-bytes", message -> message.setHpkePublicKey(zeros(31)), "hpke_public_key"),
                descriptor("revision-0", message -> message.clearRevision(), "revision"),
                descriptor("salt-missing", message -> message.clearSalt(), "salt"));
    }

    private static Stream<Vector> descriptorKeys() {
        return Stream.of(
                descriptor("root-key-missing", message -> message.clearRootKey(), "root_key"),
                descriptor(
                        "root-key-without-an-algorithm",
                        message -> message.getRootKeyBuilder().clearAlgorithm(),
                        "root_key.algorithm"),
                descriptor(
                        "signing-key-of-small-order",
                        message -> message.getSigningKeysBuilder(1).setPublicKey(zeros(32)),
                        "signing_keys[1].public_key"),
                descriptor(
                        "signing-key-of-31-bytes",
                        message -> message.getSigningKeysBuilder(0).setPublicKey(zeros(31)),
                        "signing_keys[0].public_key"),
                descriptor(
                        "signing-key-never-valid",
                        message -> message.getSigningKeysBuilder(1).setValidUntilMillis(1),
                        "signing_keys[1].valid_until_millis"),
                descriptor(
                        "signing-key-given-twice",
                        message -> message.addSigningKeys(message.getSigningKeys(0)),
                        "signing_keys[2].public_key"),
                descriptor(
                        "with-nine-signing-keys",
                        message ->
                                IntStream.range(0, 7).forEach(key -> message.addSigningKeys(message.getSigningKeys(0))),
                        "signing_keys"),
                refused(
                        DESCRIPTOR,
                        "root-key-not-valid-yet",
                        descriptorPayload(message ->
                                message.getRootKeyBuilder().setValidFromMillis(ANetwork.NOW.toEpochMilli() + 1)),
                        "north root",
                        SIGNATURE_INVALID,
                        "root_key"),
                refused(
                        DESCRIPTOR,
                        "signed-by-a-signing-key",
                        descriptorPayload(message -> {}),
                        "north",
                        SIGNATURE_INVALID,
                        "signatures"),
                refused(
                        DESCRIPTOR,
                        "signed-by-another-root-key",
                        descriptorPayload(message -> {}),
                        "south root",
                        SIGNATURE_INVALID,
                        "signatures"));
    }

    private static Stream<Vector> profiles() {
        return Stream.of(
                profile("window-of-45-minutes", message -> message.setWindowMinutes(45), "window_minutes"),
                profile("allocation-rule-unspecified", message -> message.clearAllocationRule(), "allocation_rule"),
                profile(
                        "tolerance-above-the-whole",
                        message -> message.setToleranceBasisPoints(10_001),
                        "tolerance_basis_points"),
                profile(
                        "sealed-digests-after-the-window-starts",
                        message -> message.getDeadlinesBuilder().setSealedDigestMinutesAfterGateClosure(16),
                        "deadlines.sealed_digest_minutes_after_gate_closure"),
                profile(
                        "seller-statuses-before-readings",
                        message -> message.getDeadlinesBuilder().setSellerStatusMinutesAfterEnd(59),
                        "deadlines.seller_status_minutes_after_end"),
                profile(
                        "deadline-negative",
                        message -> message.getDeadlinesBuilder().setReadingsMinutesAfterEnd(-1),
                        "deadlines.readings_minutes_after_end"),
                profile(
                        "fallback-unspecified",
                        message -> message.clearMissingReadingFallback(),
                        "missing_reading_fallback"),
                profile("never-final", message -> message.clearFinalityDays(), "finality_days"),
                profile("name-missing", message -> message.clearName(), "name"));
    }

    private static Stream<Vector> agreements() {
        byte[] good = ANetwork.AGREEMENT_ENVELOPE.payload();
        return Stream.of(
                agreement(
                        "utilities-not-sorted",
                        message -> message.setFirstUtility("south").setSecondUtility("north"),
                        "second_utility"),
                agreement("profile-digest-missing", message -> message.clearProfileDigest(), "profile_digest"),
                agreement(
                        "confirmation-mode-unspecified",
                        message -> message.clearConfirmationMode(),
                        "confirmation_mode"),
                agreement("currency-of-two-letters", message -> message.setCurrency("EU"), "currency"),
                agreement(
                        "deviation-price-in-another-currency",
                        message -> message.getBuyerDeviationPricePerKwhBuilder().setCurrencyCode("USD"),
                        "buyer_deviation_price_per_kwh.currency_code"),
                agreement("arbiter-missing", message -> message.clearArbiter(), "arbiter"),
                agreement("with-an-unknown-utility", message -> message.setFirstUtility("elsewhere"), "first_utility"),
                agreement("with-a-platform", message -> message.setSecondUtility("sunbird"), "second_utility"),
                refused(
                        AGREEMENT,
                        "of-another-root-key",
                        agreementPayload(message -> message.setFirstRootKeyId(zeros(32))),
                        "north root",
                        SIGNATURE_INVALID,
                        "first_root_key_id"),
                refused(AGREEMENT, "signed-by-one-utility", good, "north root", SIGNATURE_INVALID, "signatures"),
                refused(AGREEMENT, "signed-by-a-signing-key", good, "north", SIGNATURE_INVALID, "signatures"));
    }

    private static Stream<Vector> enrolments() {
        return Stream.of(
                enrolment("without-a-direction", message -> message.clearDirections(), "directions"),
                enrolment(
                        "with-a-direction-twice",
                        message -> message.setDirections(1, message.getDirections(0)),
                        "directions"),
                enrolment("with-an-unspecified-direction", message -> message.setDirectionsValue(0, 0), "directions"),
                enrolment("meter-key-missing", message -> message.clearMeterKey(), "meter_key"),
                enrolment(
                        "customer-commitment-of-33-bytes",
                        message -> message.setCustomerCommitment(zeros(33)),
                        "customer_commitment"),
                enrolment("salt-missing", message -> message.clearSalt(), "salt"),
                enrolment("unknown-field", message -> message.setUnknownFields(UNKNOWN), "127"),
                enrolment(
                        "meter-key-of-small-order",
                        message -> message.getMeterKeyBuilder().setPublicKey(zeros(32)),
                        "meter_key.public_key"),
                enrolment("without-a-beginning", message -> message.clearValidFromMillis(), "valid_from_millis"),
                Vector.refused(
                        ENROLMENT,
                        "signed-by-another-utility",
                        EnvelopeWire.encode(enrolment("south")),
                        SIGNATURE_INVALID,
                        "signatures"));
    }

    private static Vector descriptor(String name, Consumer<ParticipantDescriptor.Builder> defect, String field) {
        return refused(DESCRIPTOR, name, descriptorPayload(defect), "north root", INVALID_REQUEST, field);
    }

    private static byte[] descriptorPayload(Consumer<ParticipantDescriptor.Builder> change) {
        return changed(ParticipantDescriptor.newBuilder(), ANetwork.descriptor("north"), change);
    }

    private static Vector profile(String name, Consumer<NetworkProfile.Builder> defect, String field) {
        byte[] payload = changed(NetworkProfile.newBuilder(), ANetwork.PROFILE_ENVELOPE, defect);
        return refused(PROFILE, name, payload, "arbiter root", INVALID_REQUEST, field);
    }

    private static Vector agreement(String name, Consumer<BilateralAgreement.Builder> defect, String field) {
        return refused(AGREEMENT, name, agreementPayload(defect), "north root", INVALID_REQUEST, field);
    }

    private static byte[] agreementPayload(Consumer<BilateralAgreement.Builder> change) {
        return changed(BilateralAgreement.newBuilder(), ANetwork.AGREEMENT_ENVELOPE, change);
    }

    private static Vector enrolment(String name, Consumer<MeterEnrolment.Builder> defect, String field) {
        byte[] payload = changed(MeterEnrolment.newBuilder(), enrolment("north"), defect);
        return refused(ENROLMENT, name, payload, "north", INVALID_REQUEST, field);
    }

    private static <B extends Message.Builder> byte[] changed(B builder, Envelope base, Consumer<B> change) {
        try {
            builder.mergeFrom(base.payload());
            change.accept(builder);
            return builder.build().toByteArray();
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
    }

    private static Vector refused(
            String folder, String name, byte[] payload, String signer, Reason reason, String field) {
        String type = "gridpact/" + folder.substring(folder.indexOf('/') + 1) + "/v1";
        return Vector.refused(
                folder, name, EnvelopeWire.encode(Envelopes.sign(type, payload, signer(signer))), reason, field);
    }
}
