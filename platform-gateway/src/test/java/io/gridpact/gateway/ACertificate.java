package io.gridpact.gateway;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.Identity;
import io.gridpact.protocol.link.TlsMaterial;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A self-signed certificate of a test's own making, with its key.
public record ACertificate(KeyPair keys, X509Certificate certificate) {

    private static final Duration A_DAY = Duration.ofDays(1);

    public static ACertificate of(ParticipantRole role, String id) {
        return named(Participants.spiffeId(role, id));
    }

    public static ACertificate named(String... uris) {
        return of(newKeys(), Instant.now().minus(A_DAY), Instant.now().plus(A_DAY), List.of(uris));
    }

    public static ACertificate of(KeyPair keys, Instant from, Instant until, List<String> uris) {
        try {
            X500Name name = new X500Name("CN=test");
            var builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(from),
                    Date.from(until),
                    name,
                    keys.getPublic());
            GeneralName[] names = uris.stream()
                    .map(uri -> new GeneralName(GeneralName.uniformResourceIdentifier, uri))
                    .toArray(GeneralName[]::new);
            if (names.length > 0) {
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new ACertificate(keys, new JcaX509CertificateConverter().getCertificate(builder.build(signer)));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException(e);
        }
    }

    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public Identity identity() {
        try {
            return Identity.of(certificate);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public Digest pin() {
        return Identity.keyPin(certificate);
    }

    /// Writes the two files; each time with other file times, as on a slow machine.
    public void writeTo(Path folder) {
        try {
            Files.createDirectories(folder);
            Files.writeString(
                    folder.resolve(TlsMaterial.CERTIFICATE_FILE), pem("CERTIFICATE", certificate.getEncoded()));
            Files.writeString(
                    folder.resolve(TlsMaterial.KEY_FILE),
                    pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public TlsMaterial materialIn(Path folder) {
        writeTo(folder);
        try {
            return TlsMaterial.in(folder);
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] der) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(der);
        return String.join(
                "\n", Arrays.asList("-----BEGIN " + what + "-----", lines, "-----END " + what + "-----", ""));
    }
}
