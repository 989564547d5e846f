package io.gridpact.deploy.simulation;

import io.gridpact.deploy.keys.TlsCredential;
import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.HpkeKey;
import io.gridpact.protocol.directory.MissingReadingFallback;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.directory.RevocationReason;
import io.gridpact.protocol.directory.SettlementMode;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.directory.Unsigned;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.HpkePrivateKey;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.link.OperatorOnly;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.RevocationWire;
import io.gridpact.protocol.wire.TermsWire;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// Who takes part, and their keys, which are made from their names: the same in every run. Certificates are made anew
/// by each process: nothing that is signed names them.
final class Cast {

    static final List<String> UTILITIES = List.of("east", "north", "south");
    static final List<String> PLATFORMS = List.of("helio", "sunbird");
    static final String ARBITER = "arbiter";
    static final String GATEWAY = "gate";
    static final String OPERATOR = "control";

    private static final int MESSAGES_REMEMBERED = 100_000;

    /// All parties' one: what one of them has verified, and what was verified in another run, holds for all.
    static final SignatureVerifier VERIFIER = new SignatureVerifier(MESSAGES_REMEMBERED);

    private static final Instant YEAR_START = Instant.parse("2026-01-01T00:00:00Z");
    /// The later key of two signs.
    private static final Instant FIRST_KEY_FROM = Instant.parse("2026-01-02T00:00:00Z");
    private static final Instant YEAR_END = Instant.parse("2027-01-01T00:00:00Z");
    private static final int SALT_BYTES = 16;

    private final Map<String, Participant> participants = new TreeMap<>();
    private final Map<String, Envelope> descriptors = new TreeMap<>();
    private final Map<String, TlsCredential> certificates = new HashMap<>();
    private final Map<String, InMemorySigner> signers = new ConcurrentHashMap<>();
    private final Map<String, HpkePrivateKey> openingKeys = new ConcurrentHashMap<>();
    private final Map<AllocationRule, NetworkProfile> profiles = new HashMap<>();
    private final Map<AllocationRule, Envelope> profileEnvelopes = new HashMap<>();
    private final Map<AllocationRule, Map<Modes, Map<String, Agreement>>> agreements = new HashMap<>();
    private final OperatorOnly operator;

    /// @param folder gets certificates
    Cast(Path folder) throws IOException {
        for (String utility : UTILITIES) {
            add(folder, utility, ParticipantRole.UTILITY);
            add(folder, headEnd(utility), ParticipantRole.HEAD_END);
        }
        for (String platform : PLATFORMS) {
            add(folder, platform, ParticipantRole.PLATFORM);
        }
        add(folder, GATEWAY, ParticipantRole.GATEWAY);
        add(folder, ARBITER, ParticipantRole.ARBITER);
        String operatorId = Participants.spiffeId(ParticipantRole.OPERATOR, OPERATOR);
        TlsCredential credential =
                TlsCredential.ensure(folder.resolve(OPERATOR), operatorId, Instant.now(), new SecureRandom());
        certificates.put(OPERATOR, credential);
        operator = OperatorOnly.of(operatorId, credential.pin().hex());
        for (AllocationRule rule : AllocationRule.values()) {
            agree(rule);
        }
    }

    static String headEnd(String utility) {
        return "meters-" + utility;
    }

    private void add(Path folder, String id, ParticipantRole role) throws IOException {
        TlsCredential credential = TlsCredential.ensure(
                folder.resolve(id), Participants.spiffeId(role, id), Instant.now(), new SecureRandom());
        certificates.put(id, credential);
        Participant participant = new Participant(
                id,
                role,
                role == ParticipantRole.UTILITY || role == ParticipantRole.ARBITER ? id + ":1" : "",
                Participants.spiffeId(role, id),
                List.of(credential.pin()),
                signingKeys(id, role),
                role == ParticipantRole.UTILITY
                        ? Optional.of(new HpkeKey(openingKey(id).publicKey()))
                        : Optional.empty(),
                new SigningKey(signer(id + " root").publicKey(), YEAR_START, YEAR_END),
                1);
        participants.put(id, participant);
        descriptors.put(
                id,
                Envelopes.sign(
                        Participant.PAYLOAD_TYPE,
                        DirectoryWire.payload(participant, salt("descriptor " + id)),
                        signer(id + " root")));
    }

    /// A utility has another key in reserve, which signs where the first may not.
    private List<SigningKey> signingKeys(String id, ParticipantRole role) {
        SigningKey usual = new SigningKey(signer(id).publicKey(), FIRST_KEY_FROM, YEAR_END);
        return role == ParticipantRole.UTILITY
                ? List.of(usual, new SigningKey(signer(reserve(id)).publicKey(), YEAR_START, YEAR_END))
                : List.of(usual);
    }

    private static String reserve(String utility) {
        return utility + " reserve";
    }

    /// What a utility signs with.
    List<Signer> signers(String utility) {
        return List.of(signer(utility), signer(reserve(utility)));
    }

    /// What takes back the key that a participant usually signs with.
    Envelope revocation(String id, Instant now, byte[] salt) {
        byte[] payload =
                RevocationWire.payload(id, signer(id).publicKey().id(), RevocationReason.COMPROMISED, now, salt);
        return Envelopes.sign(Revocation.PAYLOAD_TYPE, payload, signer(id + " root"));
    }

    private void agree(AllocationRule rule) {
        NetworkProfile draft = new NetworkProfile(
                Unsigned.DIGEST,
                "simulated",
                Duration.ofMinutes(60),
                rule,
                1000,
                Deadlines.DEFAULT,
                MissingReadingFallback.NOTHING_INJECTED_ALL_CONSUMED,
                7);
        Envelope signed = Envelopes.sign(
                NetworkProfile.PAYLOAD_TYPE,
                TermsWire.payload(draft, salt("profile " + rule)),
                signer(ARBITER + " root"));
        NetworkProfile profile = TermsWire.profile(signed);
        profiles.put(rule, profile);
        profileEnvelopes.put(rule, signed);
        Map<Modes, Map<String, Agreement>> all = new EnumMap<>(Modes.class);
        for (Modes modes : Modes.values()) {
            Map<String, Agreement> made = new HashMap<>();
            for (String first : UTILITIES) {
                for (String second : UTILITIES) {
                    if (first.compareTo(second) <= 0) {
                        made.put(first + "/" + second, agreement(first, second, modes, profile));
                    }
                }
            }
            all.put(modes, made);
        }
        agreements.put(rule, all);
    }

    private Agreement agreement(String first, String second, Modes modes, NetworkProfile profile) {
        Agreement draft = new Agreement(
                Unsigned.DIGEST,
                first,
                second,
                profile.digest(),
                signer(first + " root").publicKey().id(),
                signer(second + " root").publicKey().id(),
                modes.between(first, second),
                SettlementMode.DIRECT,
                "EUR",
                new Price("EUR", new BigDecimal("0.05")),
                new Price("EUR", new BigDecimal("0.04")),
                ARBITER,
                YEAR_START);
        byte[] payload = TermsWire.payload(draft, salt("agreement"));
        Envelope signed = Envelopes.sign(Agreement.PAYLOAD_TYPE, payload, signer(first + " root"));
        return TermsWire.agreement(
                first.equals(second)
                        ? signed
                        : signed.with(Envelopes.signature(Agreement.PAYLOAD_TYPE, payload, signer(second + " root"))));
    }

    Optional<Participant> participant(String id) {
        return Optional.ofNullable(participants.get(id));
    }

    List<Participant> participants() {
        return List.copyOf(participants.values());
    }

    Map<String, Envelope> descriptors() {
        return descriptors;
    }

    TlsCredential certificate(String id) {
        return Objects.requireNonNull(certificates.get(id), id);
    }

    NetworkProfile profile(AllocationRule rule) {
        return Objects.requireNonNull(profiles.get(rule));
    }

    Envelope profileEnvelope(AllocationRule rule) {
        return Objects.requireNonNull(profileEnvelopes.get(rule));
    }

    /// All agreements, by the ids of both utilities with a slash between, the one that sorts first first.
    Map<String, Agreement> agreements(AllocationRule rule, Modes modes) {
        return Objects.requireNonNull(
                Objects.requireNonNull(agreements.get(rule)).get(modes));
    }

    /// Who operates the utilities.
    OperatorOnly operator() {
        return operator;
    }

    InMemorySigner signer(String name) {
        return signers.computeIfAbsent(name, key -> InMemorySigner.ofSeed(seed(key)));
    }

    HpkePrivateKey openingKey(String utility) {
        return openingKeys.computeIfAbsent(utility, key -> HpkePrivateKey.of(seed("opening " + key)));
    }

    private static byte[] seed(String name) {
        return Hash.sha256(Hash.utf8("simulated key " + name)).bytes();
    }

    static byte[] salt(String name) {
        return Arrays.copyOf(Hash.sha256(Hash.utf8("salt of " + name)).bytes(), SALT_BYTES);
    }
}
