package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.hash.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Who a certificate says it is, and with which key. Nothing here says that this is to be believed: see [TrustedPeers]
/// (PROTOCOL.md, section 4).
///
/// @param tlsKeyPin SHA-256 of the certificate's SubjectPublicKeyInfo
public record Identity(ParticipantRole role, String id, Digest tlsKeyPin) {

    private static final Pattern SPIFFE_ID =
            Pattern.compile("spiffe://gridpact/([a-z]+(?:-[a-z]+)*)/([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)");

    /// GeneralName's tag of a URI in a subject alternative name (RFC 5280, section 4.2.1.6).
    private static final int URI_NAME = 6;

    /// Reads the one URI in the certificate's subject alternative names. Asks neither dates nor pins.
    ///
    /// @throws CertificateException unless there is exactly one URI and it is a SPIFFE id of this network
    public static Identity of(X509Certificate certificate) throws CertificateException {
        List<String> uris = uriNames(certificate);
        if (uris.size() != 1) {
            throw new CertificateException("the certificate has " + uris.size() + " URI names, not one");
        }
        return named(uris.getFirst(), keyPin(certificate));
    }

    /// @throws CertificateException if this is no SPIFFE id of this network
    public static Identity named(String spiffeId, Digest tlsKeyPin) throws CertificateException {
        Matcher parts = SPIFFE_ID.matcher(spiffeId);
        if (!parts.matches()) {
            throw new CertificateException("not a SPIFFE id of a participant");
        }
        String roleName = parts.group(1).replace('-', '_').toUpperCase(Locale.ROOT);
        for (ParticipantRole role : ParticipantRole.values()) {
            if (role.name().equals(roleName)) {
                return new Identity(role, parts.group(2), tlsKeyPin);
            }
        }
        throw new CertificateException("not a role of a participant");
    }

    /// SHA-256 of the certificate's SubjectPublicKeyInfo.
    public static Digest keyPin(X509Certificate certificate) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return Digest.of(sha256.digest(certificate.getPublicKey().getEncoded()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Whether this participant's descriptor names this role, this id and pins this key.
    public boolean isOf(Participant participant) {
        return role == participant.role()
                && id.equals(participant.id())
                && spiffeId().equals(participant.spiffeId())
                && participant.tlsKeyPins().contains(tlsKeyPin);
    }

    /// The URI name of this participant's certificates.
    public String spiffeId() {
        return Participants.spiffeId(role, id);
    }

    private static List<String> uriNames(X509Certificate certificate) throws CertificateException {
        var names = certificate.getSubjectAlternativeNames();
        List<String> uris = new ArrayList<>();
        if (names == null) {
            return uris;
        }
        for (List<?> name : names) {
            if (name.get(0) instanceof Integer kind && kind == URI_NAME && name.get(1) instanceof String uri) {
                uris.add(uri);
            }
        }
        return uris;
    }
}
