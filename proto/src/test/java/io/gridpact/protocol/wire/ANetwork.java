package io.gridpact.protocol.wire;

import static io.gridpact.protocol.directory.ParticipantRole.ARBITER;
import static io.gridpact.protocol.directory.ParticipantRole.GATEWAY;
import static io.gridpact.protocol.directory.ParticipantRole.PLATFORM;
import static io.gridpact.protocol.directory.ParticipantRole.UTILITY;

import io.gridpact.protocol.FixedRandom;
import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.HpkeKey;
import io.gridpact.protocol.directory.MissingReadingFallback;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.directory.SettlementMode;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.HpkePrivateKey;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderDraft;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.quantity.Price;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The network that vectors and tests are about: north sells through sunbird, south buys through helio. Every key and
/// salt is made from its name, so everything comes out the same each time.
final class ANetwork {

    static final Instant NOW = Instant.parse("2026-06-01T08:00:00Z");

    static final DeliveryWindow WINDOW =
            DeliveryWindow.startingAt(Instant.parse("2026-06-01T12:00:00Z"), Duration.ofMinutes(60));

    static final Instant GATE_CLOSURE = Instant.parse("2026-06-01T11:45:00Z");

    static final Instant YEAR_START = Instant.parse("2026-01-01T00:00:00Z");

    static final Instant YEAR_END = Instant.parse("2027-01-01T00:00:00Z");

    static final String ORDER_ID = "019e822d-cc20-7000-8000-000000000001";

    static final SignatureVerifier VERIFIER = new SignatureVerifier();

    private static final Map<String, ParticipantRole> ROLES = Map.of(
            "north", UTILITY,
            "south", UTILITY,
            "east", UTILITY,
            "sunbird", PLATFORM,
            "helio", PLATFORM,
            "gate", GATEWAY,
            "arbiter", ARBITER);

    private static final Map<String, Participant> PARTICIPANTS = ROLES.entrySet().stream()
            .map(role -> draftParticipant(role.getKey(), role.getValue()))
            .collect(Collectors.toUnmodifiableMap(Participant::id, participant -> participant));

    static final Function<String, Optional<Participant>> DIRECTORY = id -> Optional.ofNullable(PARTICIPANTS.get(id));

    static final Envelope PROFILE_ENVELOPE = Envelopes.sign(
            NetworkProfile.PAYLOAD_TYPE, TermsWire.payload(draftProfile(), salt("profile")), signer("arbiter root"));

    static final NetworkProfile PROFILE = TermsWire.profile(PROFILE_ENVELOPE);

    static final Envelope AGREEMENT_ENVELOPE = agreementEnvelope(draftAgreement("north", "south"));

    static final Agreement AGREEMENT = TermsWire.agreement(AGREEMENT_ENVELOPE);

    static final Envelope OWN_TERMS_ENVELOPE = agreementEnvelope(draftAgreement("north", "north"));

    static final Agreement OWN_TERMS = TermsWire.agreement(OWN_TERMS_ENVELOPE);

    private ANetwork() {}

    /// Names of everyone, in order.
    static Stream<String> everyone() {
        return ROLES.keySet().stream().sorted();
    }

    static Participant participant(String id) {
        return DIRECTORY.apply(id).orElseThrow();
    }

    static InMemorySigner signer(String name) {
        return InMemorySigner.ofSeed(seed(name));
    }

    static byte[] seed(String name) {
        return Hash.sha256(Hash.utf8("gridpact vector key " + name)).bytes();
    }

    /// SHA-256 of name and counter, block after block.
    static byte[] bytes(String name, int count) {
        byte[] bytes = new byte[count];
        for (int from = 0; from < count; from += Digest.BYTES) {
            byte[] block =
                    Hash.sha256(Hash.utf8(name + " " + from / Digest.BYTES)).bytes();
            System.arraycopy(block, 0, bytes, from, Math.min(Digest.BYTES, count - from));
        }
        return bytes;
    }

    static HpkePrivateKey hpkeKey(String utility) {
        return HpkePrivateKey.of(seed(utility + " hpke"));
    }

    static byte[] salt(String name) {
        return bytes("salt of " + name, 16);
    }

    static Participant draftParticipant(String id, ParticipantRole role) {
        List<SigningKey> keys = List.of(
                new SigningKey(signer(id + " old").publicKey(), Instant.parse("2025-01-01T00:00:00Z"), YEAR_START),
                new SigningKey(signer(id).publicKey(), YEAR_START, YEAR_END));
        return new Participant(
                id,
                role,
                role == PLATFORM ? "" : id + ".example:9000",
                Participants.spiffeId(role, id),
                List.of(Hash.sha256(Hash.utf8("tls key of " + id))),
                keys,
                role == UTILITY ? Optional.of(new HpkeKey(hpkeKey(id).publicKey())) : Optional.empty(),
                new SigningKey(signer(id + " root").publicKey(), YEAR_START, Instant.parse("2036-01-01T00:00:00Z")),
                1);
    }

    static Envelope descriptor(String id) {
        return Envelopes.sign(
                Participant.PAYLOAD_TYPE,
                DirectoryWire.payload(participant(id), salt("descriptor " + id)),
                signer(id + " root"));
    }

    static NetworkProfile draftProfile() {
        return new NetworkProfile(
                Unsigned.DIGEST,
                "example",
                Duration.ofMinutes(60),
                AllocationRule.FIFO,
                1000,
                Deadlines.DEFAULT,
                MissingReadingFallback.NOTHING_INJECTED_ALL_CONSUMED,
                7);
    }

    static Agreement draftAgreement(String first, String second) {
        return new Agreement(
                Unsigned.DIGEST,
                first,
                second,
                PROFILE.digest(),
                signer(first + " root").publicKey().id(),
                signer(second + " root").publicKey().id(),
                ConfirmationMode.BLOCKING,
                SettlementMode.DIRECT,
                "EUR",
                new Price("EUR", new BigDecimal("0.05")),
                new Price("EUR", new BigDecimal("0.04")),
                "arbiter",
                YEAR_START);
    }

    static Envelope agreementEnvelope(Agreement draft) {
        byte[] payload = TermsWire.payload(draft, salt("agreement"));
        Envelope one = Envelopes.sign(Agreement.PAYLOAD_TYPE, payload, signer(draft.firstUtility() + " root"));
        if (draft.firstUtility().equals(draft.secondUtility())) {
            return one;
        }
        return one.with(Envelopes.signature(Agreement.PAYLOAD_TYPE, payload, signer(draft.secondUtility() + " root")));
    }

    /// helio's buyer at south buys 5 kWh of sunbird's seller at north.
    static OrderDraft draft() {
        return draft("helio", "sunbird", "south", "north");
    }

    static OrderDraft draft(String buyerPlatform, String sellerPlatform, String buyerUtility, String sellerUtility) {
        return new OrderDraft(
                ORDER_ID,
                buyerPlatform,
                sellerPlatform,
                buyerUtility,
                sellerUtility,
                side("buyer", "customer-17"),
                side("seller", "customer-4"),
                WINDOW,
                5_000,
                new Price("EUR", new BigDecimal("0.125")),
                Instant.parse("2026-06-01T07:55:00Z"),
                Instant.parse("2026-06-01T11:30:00Z"),
                ConfirmationMode.BLOCKING);
    }

    static OrderWire.MadeOrder made(OrderDraft draft) {
        return OrderWire.make(
                draft,
                salt("order"),
                participant(draft.buyerUtility()),
                participant(draft.sellerUtility()),
                new FixedRandom(bytes("ephemeral keys", 2 * HpkePrivateKey.BYTES)));
    }

    static Signature consent(byte[] orderPayload, String key) {
        return Envelopes.signature(Order.PAYLOAD_TYPE, orderPayload, signer(key));
    }

    private static OrderDraft.Side side(String name, String customerId) {
        return new OrderDraft.Side(
                new CustomerOpening(bytes("opening salt of the " + name, 32), customerId),
                signer("meter of the " + name).publicKey().id());
    }
}
