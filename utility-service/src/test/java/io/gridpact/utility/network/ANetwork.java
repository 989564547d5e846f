package io.gridpact.utility.network;

import static io.gridpact.protocol.directory.ParticipantRole.ARBITER;
import static io.gridpact.protocol.directory.ParticipantRole.GATEWAY;
import static io.gridpact.protocol.directory.ParticipantRole.PLATFORM;
import static io.gridpact.protocol.directory.ParticipantRole.UTILITY;

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
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.TermsWire;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Three utilities, three platforms, a gateway and an arbiter on one summer's day. Every key is made from its name.
public final class ANetwork {

    public static final Instant NOW = Instant.parse("2026-06-01T08:00:00Z");

    public static final DeliveryWindow WINDOW =
            DeliveryWindow.startingAt(Instant.parse("2026-06-01T12:00:00Z"), Duration.ofMinutes(60));

    public static final Instant GATE_CLOSURE = Instant.parse("2026-06-01T11:45:00Z");

    public static final SignatureVerifier VERIFIER = new SignatureVerifier();

    private static final Instant YEAR_START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant YEAR_END = Instant.parse("2027-01-01T00:00:00Z");
    private static final int SALT_BYTES = 16;

    private static final Map<String, ParticipantRole> ROLES = Map.of(
            "north", UTILITY,
            "south", UTILITY,
            "east", UTILITY,
            "sunbird", PLATFORM,
            "helio", PLATFORM,
            "nova", PLATFORM,
            "gate", GATEWAY,
            "arbiter", ARBITER);

    private static final Map<String, Participant> PARTICIPANTS = ROLES.entrySet().stream()
            .map(role -> participant(role.getKey(), role.getValue(), "", tlsKeyPin(role.getKey())))
            .collect(Collectors.toUnmodifiableMap(Participant::id, participant -> participant));

    public static final Function<String, Optional<Participant>> DIRECTORY =
            id -> Optional.ofNullable(PARTICIPANTS.get(id));

    public static final Envelope PROFILE_ENVELOPE = Envelopes.sign(
            NetworkProfile.PAYLOAD_TYPE, TermsWire.payload(draftProfile(), salt("profile")), signer("arbiter root"));

    public static final NetworkProfile PROFILE = TermsWire.profile(PROFILE_ENVELOPE);

    private ANetwork() {}

    public static Participant participant(String id) {
        return DIRECTORY.apply(id).orElseThrow();
    }

    public static InMemorySigner signer(String name) {
        return InMemorySigner.ofSeed(seed(name));
    }

    public static byte[] seed(String name) {
        return Hash.sha256(Hash.utf8("test key " + name)).bytes();
    }

    public static HpkePrivateKey hpkeKey(String utility) {
        return HpkePrivateKey.of(seed(utility + " hpke"));
    }

    public static byte[] salt(String name) {
        return Arrays.copyOf(Hash.sha256(Hash.utf8("salt of " + name)).bytes(), SALT_BYTES);
    }

    /// Somebody with the keys of their name.
    public static Participant participant(String id, ParticipantRole role, String endpoint, Digest tlsKeyPin) {
        return new Participant(
                id,
                role,
                endpoint,
                Participants.spiffeId(role, id),
                List.of(tlsKeyPin),
                List.of(new SigningKey(signer(id).publicKey(), YEAR_START, YEAR_END)),
                role == UTILITY ? Optional.of(new HpkeKey(hpkeKey(id).publicKey())) : Optional.empty(),
                new SigningKey(signer(id + " root").publicKey(), YEAR_START, YEAR_END),
                1);
    }

    public static Envelope descriptor(Participant participant) {
        byte[] payload = DirectoryWire.payload(participant, salt("descriptor " + participant.id()));
        return Envelopes.sign(Participant.PAYLOAD_TYPE, payload, signer(participant.id() + " root"));
    }

    public static Agreement agreement(String first, String second) {
        return TermsWire.agreement(agreementEnvelope(first, second));
    }

    public static Agreement agreement(String first, String second, ConfirmationMode mode) {
        return TermsWire.agreement(agreementEnvelope(first, second, "arbiter", mode));
    }

    /// Signed by both root keys.
    public static Envelope agreementEnvelope(String one, String other) {
        return agreementEnvelope(one, other, "arbiter");
    }

    /// Signed by both root keys.
    public static Envelope agreementEnvelope(String one, String other, String arbiter) {
        return agreementEnvelope(one, other, arbiter, ConfirmationMode.BLOCKING);
    }

    private static Envelope agreementEnvelope(String one, String other, String arbiter, ConfirmationMode mode) {
        String first = one.compareTo(other) <= 0 ? one : other;
        String second = first.equals(one) ? other : one;
        byte[] payload = TermsWire.payload(draftAgreement(first, second, arbiter, mode), salt("agreement"));
        Envelope signed = Envelopes.sign(Agreement.PAYLOAD_TYPE, payload, signer(first + " root"));
        return first.equals(second)
                ? signed
                : signed.with(Envelopes.signature(Agreement.PAYLOAD_TYPE, payload, signer(second + " root")));
    }

    private static Digest tlsKeyPin(String id) {
        return Hash.sha256(Hash.utf8("tls key of " + id));
    }

    private static NetworkProfile draftProfile() {
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

    private static Agreement draftAgreement(String first, String second, String arbiter, ConfirmationMode mode) {
        return new Agreement(
                Unsigned.DIGEST,
                first,
                second,
                PROFILE.digest(),
                signer(first + " root").publicKey().id(),
                signer(second + " root").publicKey().id(),
                mode,
                SettlementMode.DIRECT,
                "EUR",
                new Price("EUR", new BigDecimal("0.05")),
                new Price("EUR", new BigDecimal("0.04")),
                arbiter,
                YEAR_START);
    }
}
