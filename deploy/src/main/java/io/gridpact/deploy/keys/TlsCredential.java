package io.gridpact.deploy.keys;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/// A self-signed certificate with its key, as two PEM files: EC P-256, one URI name (a SPIFFE id), no authority.
///
/// @param folder that holds [#CERTIFICATE_FILE] and [#KEY_FILE]
/// @param pin SHA-256 of the SubjectPublicKeyInfo, as descriptors carry it
public record TlsCredential(Path folder, X509Certificate certificate, Digest pin) {

    public static final String CERTIFICATE_FILE = "tls.crt.pem";
    public static final String KEY_FILE = "tls.key.pem";

    private static final Duration BACKDATED = Duration.ofDays(1);
    private static final Duration VALIDITY = Duration.ofDays(397);
    private static final int SERIAL_BITS = 127;
    private static final int LINE_CHARACTERS = 64;

    /// Reads the pair in a folder, or makes one there.
    ///
    /// @param realTime TLS lives in real time, whatever the network's clock says
    public static TlsCredential ensure(Path folder, String spiffeId, Instant realTime, SecureRandom random)
            throws IOException {
        if (!Files.exists(folder.resolve(CERTIFICATE_FILE)) || !Files.exists(folder.resolve(KEY_FILE))) {
            write(folder, spiffeId, realTime, random);
        }
        return read(folder);
    }

    /// Another pair for the same one, beside the one in the folder until it takes its place.
    public static TlsCredential next(Path folder, String spiffeId, Instant realTime, SecureRandom random)
            throws IOException {
        Path beside = PrivateFiles.folder(folder.resolve("tls-next"));
        write(beside, spiffeId, realTime, random);
        return read(beside);
    }

    /// Takes the place of the pair in that folder; a service takes both files together or none.
    public void replace(Path other) throws IOException {
        Files.move(folder.resolve(KEY_FILE), other.resolve(KEY_FILE), StandardCopyOption.REPLACE_EXISTING);
        Files.move(
                folder.resolve(CERTIFICATE_FILE), other.resolve(CERTIFICATE_FILE), StandardCopyOption.REPLACE_EXISTING);
        Files.delete(folder);
    }

    public static TlsCredential read(Path folder) throws IOException {
        byte[] pem = Files.readAllBytes(folder.resolve(CERTIFICATE_FILE));
        try {
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(pem));
            return new TlsCredential(
                    folder, certificate, Hash.sha256(certificate.getPublicKey().getEncoded()));
        } catch (GeneralSecurityException malformed) {
            throw new IOException(folder.resolve(CERTIFICATE_FILE) + " is no certificate", malformed);
        }
    }

    private static void write(Path folder, String spiffeId, Instant realTime, SecureRandom random) throws IOException {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            X509Certificate certificate = selfSigned(spiffeId, keys, realTime, random);
            PrivateFiles.write(
                    folder.resolve(KEY_FILE),
                    pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
            PrivateFiles.write(folder.resolve(CERTIFICATE_FILE), pem("CERTIFICATE", certificate.getEncoded()));
        } catch (GeneralSecurityException | OperatorCreationException impossible) {
            throw new IllegalStateException("every JDK makes EC P-256 certificates", impossible);
        }
    }

    private static X509Certificate selfSigned(String spiffeId, KeyPair keys, Instant realTime, SecureRandom random)
            throws GeneralSecurityException, OperatorCreationException, IOException {
        X500Name name = new X500Name("CN=" + spiffeId.substring(spiffeId.lastIndexOf('/') + 1));
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
                Date.from(realTime.minus(BACKDATED)),
                Date.from(realTime.plus(VALIDITY)),
                name,
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
        builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
            KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
        }));
        builder.addExtension(
                Extension.subjectAlternativeName,
                false,
                new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, spiffeId)));
        return new JcaX509CertificateConverter()
                .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
    }

    private static String pem(String label, byte[] encoded) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE_CHARACTERS, "\n".getBytes(StandardCharsets.US_ASCII));
        return "-----BEGIN " + label + "-----\n" + lines.encodeToString(encoded) + "\n-----END " + label + "-----\n";
    }
}
