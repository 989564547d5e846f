package io.gridpact.protocol.wire;

import com.google.protobuf.ByteString;
import io.gridpact.directory.v1.ParticipantDescriptor;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.HpkeKey;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyAlgorithm;
import io.gridpact.protocol.envelope.MalformedKeyException;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.refusal.Reason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Descriptors and enrolments from signed payloads and to payloads that are to be signed; terms are read by
/// [TermsWire]. Whether the signatures hold is asked of `DescriptorRules`.
///
/// A malformed one is `INVALID_REQUEST`, unless the caller says otherwise, with a path that begins in the payload.
public final class DirectoryWire {

    public static final int MAX_TLS_KEY_PINS = 4;

    public static final int MAX_SIGNING_KEYS = 8;

    public static final int MAX_ENDPOINT_CHARACTERS = 255;

    /// A host name, an IPv4 address, or an IPv6 address in brackets; then the port.
    private static final Pattern ENDPOINT = Pattern.compile("([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+]):([1-9][0-9]{0,4})");

    private static final int MAX_PORT = 65_535;

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);

    private DirectoryWire() {}

    public static Participant participant(Envelope descriptor) {
        return participant(descriptor, REQUEST);
    }

    public static Participant participant(Envelope descriptor, Fields at) {
        ParticipantDescriptor message =
                EnvelopeWire.payload(descriptor, Participant.PAYLOAD_TYPE, ParticipantDescriptor.parser(), at);
        at.salt("salt", message.getSalt());
        String id = at.id("participant_id", message.getParticipantId());
        ParticipantRole role = at.named("role", message.getRole(), ParticipantRole.class);
        String spiffeId = Participants.spiffeId(role, id);
        at.require(message.getSpiffeId().equals(spiffeId), "spiffe_id", "not that of this id and role");
        at.require(isEndpoint(message.getEndpoint()), "endpoint", "not host:port");
        at.count("tls_key_pins", message.getTlsKeyPinsCount(), 1, MAX_TLS_KEY_PINS);
        at.require(message.hasRootKey(), "root_key", "missing");
        return new Participant(
                id,
                role,
                message.getEndpoint(),
                spiffeId,
                at.digests("tls_key_pins", message.getTlsKeyPinsList()),
                signingKeys(message.getSigningKeysList(), at),
                hpkeKey(message.getHpkePublicKey(), at),
                signingKey(message.getRootKey(), at.in("root_key")),
                at.between("revision", message.getRevision(), 1, Long.MAX_VALUE));
    }

    /// @param salt 16 random bytes
    public static byte[] payload(Participant participant, byte[] salt) {
        ParticipantDescriptor.Builder message = ParticipantDescriptor.newBuilder()
                .setParticipantId(participant.id())
                .setRole(Names.wire(participant.role(), io.gridpact.directory.v1.ParticipantRole.class))
                .setEndpoint(participant.endpoint())
                .setSpiffeId(participant.spiffeId())
                .addAllTlsKeyPins(participant.tlsKeyPins().stream()
                        .map(EnvelopeWire::bytes)
                        .toList())
                .addAllSigningKeys(participant.signingKeys().stream()
                        .map(DirectoryWire::toMessage)
                        .toList())
                .setRootKey(toMessage(participant.rootSigningKey()))
                .setRevision(participant.revision())
                .setSalt(ByteString.copyFrom(salt));
        participant.hpkeKey().ifPresent(key -> message.setHpkePublicKey(ByteString.copyFrom(key.bytes())));
        return message.build().toByteArray();
    }

    public static MeterEnrolment enrolment(Envelope enrolment) {
        return enrolment(enrolment, REQUEST);
    }

    public static MeterEnrolment enrolment(Envelope enrolment, Fields at) {
        io.gridpact.directory.v1.MeterEnrolment message = EnvelopeWire.payload(
                enrolment, MeterEnrolment.PAYLOAD_TYPE, io.gridpact.directory.v1.MeterEnrolment.parser(), at);
        at.salt("salt", message.getSalt());
        at.require(message.hasMeterKey(), "meter_key", "missing");
        return new MeterEnrolment(
                enrolment.digest(),
                at.id("utility", message.getUtility()),
                signingKey(message.getMeterKey(), at.in("meter_key")),
                at.digest("customer_commitment", message.getCustomerCommitment()),
                directions(message.getDirectionsList(), at),
                at.instant("valid_from_millis", message.getValidFromMillis()),
                message.getCannotSign());
    }

    /// @param salt 16 random bytes
    public static byte[] payload(MeterEnrolment enrolment, byte[] salt) {
        return io.gridpact.directory.v1.MeterEnrolment.newBuilder()
                .setUtility(enrolment.utility())
                .setMeterKey(toMessage(enrolment.meterKey()))
                .setCustomerCommitment(EnvelopeWire.bytes(enrolment.customerCommitment()))
                .addAllDirections(EnumSet.copyOf(enrolment.directions()).stream()
                        .map(direction -> Names.wire(direction, io.gridpact.directory.v1.Direction.class))
                        .toList())
                .setValidFromMillis(enrolment.validFrom().toEpochMilli())
                .setCannotSign(enrolment.cannotSign())
                .setSalt(ByteString.copyFrom(salt))
                .build()
                .toByteArray();
    }

    private static boolean isEndpoint(String endpoint) {
        Matcher parts = ENDPOINT.matcher(endpoint);
        return endpoint.isEmpty()
                || endpoint.length() <= MAX_ENDPOINT_CHARACTERS
                        && parts.matches()
                        && Integer.parseInt(parts.group(2)) <= MAX_PORT;
    }

    private static List<SigningKey> signingKeys(List<io.gridpact.directory.v1.SigningKey> messages, Fields at) {
        at.count("signing_keys", messages.size(), 0, MAX_SIGNING_KEYS);
        List<SigningKey> keys = new ArrayList<>(messages.size());
        Set<PublicKey> seen = new HashSet<>();
        for (int index = 0; index < messages.size(); index++) {
            Fields key = at.in(Fields.element("signing_keys", index));
            keys.add(signingKey(messages.get(index), key));
            key.require(seen.add(keys.getLast().key()), "public_key", "given twice");
        }
        return keys;
    }

    private static SigningKey signingKey(io.gridpact.directory.v1.SigningKey message, Fields at) {
        KeyAlgorithm algorithm = at.named("algorithm", message.getAlgorithm(), KeyAlgorithm.class);
        PublicKey key = publicKey(algorithm, message.getPublicKey(), at);
        Instant validFrom = at.instant("valid_from_millis", message.getValidFromMillis());
        Instant validUntil = at.instant("valid_until_millis", message.getValidUntilMillis());
        at.require(validFrom.isBefore(validUntil), "valid_until_millis", "not after valid_from_millis");
        return new SigningKey(key, validFrom, validUntil);
    }

    private static PublicKey publicKey(KeyAlgorithm algorithm, ByteString bytes, Fields at) {
        try {
            return PublicKey.of(algorithm, bytes.toByteArray());
        } catch (MalformedKeyException malformed) {
            throw at.refused("public_key", malformed.reason().name());
        }
    }

    private static io.gridpact.directory.v1.SigningKey toMessage(SigningKey key) {
        return io.gridpact.directory.v1.SigningKey.newBuilder()
                .setAlgorithm(Names.wire(key.key().algorithm(), io.gridpact.directory.v1.KeyAlgorithm.class))
                .setPublicKey(ByteString.copyFrom(key.key().bytes()))
                .setValidFromMillis(key.validFrom().toEpochMilli())
                .setValidUntilMillis(key.validUntil().toEpochMilli())
                .build();
    }

    private static Optional<HpkeKey> hpkeKey(ByteString bytes, Fields at) {
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new HpkeKey(at.exactly("hpke_public_key", bytes, HpkeKey.BYTES)));
    }

    private static Set<Direction> directions(List<io.gridpact.directory.v1.Direction> messages, Fields at) {
        at.count("directions", messages.size(), 1, Direction.values().length);
        Set<Direction> directions = EnumSet.noneOf(Direction.class);
        for (io.gridpact.directory.v1.Direction message : messages) {
            boolean added = directions.add(at.named("directions", message, Direction.class));
            at.require(added, "directions", "given twice");
        }
        return directions;
    }
}
