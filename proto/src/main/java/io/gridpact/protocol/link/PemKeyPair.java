package io.gridpact.protocol.link;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A certificate chain, leaf first, and the leaf's private key, known to belong together.
record PemKeyPair(PrivateKey key, List<X509Certificate> chain) {

    private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
    private static final String KEY_END = "-----END PRIVATE KEY-----";

    /// Files larger than this are not what they should be.
    private static final int MAX_PEM_CHARACTERS = 64 << 10;

    private static final byte[] PROBE = "gridpact".getBytes(StandardCharsets.UTF_8);

    PemKeyPair {
        chain = List.copyOf(chain);
    }

    /// @throws GeneralSecurityException if one is malformed or they do not belong together
    static PemKeyPair of(String certificatePem, String keyPem) throws GeneralSecurityException {
        if (certificatePem.length() > MAX_PEM_CHARACTERS || keyPem.length() > MAX_PEM_CHARACTERS) {
            throw new CertificateException("a PEM file is larger than " + MAX_PEM_CHARACTERS + " characters");
        }
        List<X509Certificate> chain = certificates(certificatePem);
        X509Certificate leaf = chain.getFirst();
        PrivateKey key = KeyFactory.getInstance(leaf.getPublicKey().getAlgorithm())
                .generatePrivate(new PKCS8EncodedKeySpec(keyBytes(keyPem)));
        if (!belongTogether(key, leaf)) {
            throw new InvalidKeyException("the key is not the certificate's");
        }
        return new PemKeyPair(key, chain);
    }

    private static List<X509Certificate> certificates(String pem) throws CertificateException {
        List<X509Certificate> chain = new ArrayList<>();
        var in = new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII));
        for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
            chain.add((X509Certificate) certificate);
        }
        if (chain.isEmpty()) {
            throw new CertificateException("no certificate in the file");
        }
        return chain;
    }

    private static byte[] keyBytes(String pem) throws InvalidKeyException {
        int begin = pem.indexOf(KEY_BEGIN);
        int end = pem.indexOf(KEY_END);
        if (begin < 0 || end < begin) {
            throw new InvalidKeyException("no PKCS#8 key in the file");
        }
        try {
            return Base64.getMimeDecoder().decode(pem.substring(begin + KEY_BEGIN.length(), end));
        } catch (IllegalArgumentException e) {
            throw new InvalidKeyException("the key is not Base64", e);
        }
    }

    // While two files are being replaced one after the other they may for a moment not fit.
    private static boolean belongTogether(PrivateKey key, X509Certificate leaf) throws GeneralSecurityException {
        String algorithm =
                switch (key.getAlgorithm()) {
                    case "EC" -> "SHA256withECDSA";
                    case "RSA" -> "SHA256withRSA";
                    case "EdDSA", "Ed25519" -> "Ed25519";
                    case String other -> throw new InvalidKeyException("keys of type " + other + " are not used");
                };
        Signature signature = Signature.getInstance(algorithm);
        signature.initSign(key);
        signature.update(PROBE);
        byte[] proof = signature.sign();
        signature.initVerify(leaf.getPublicKey());
        signature.update(PROBE);
        return signature.verify(proof);
    }
}
