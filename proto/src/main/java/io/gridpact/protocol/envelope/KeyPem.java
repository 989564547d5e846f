package io.gridpact.protocol.envelope;

import io.gridpact.protocol.envelope.MalformedKeyException.Reason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;

/// Private keys as PEM: PKCS#8 (RFC 5958, RFC 8410), plain or under a passphrase by PBES2 (RFC 8018) with
/// PBKDF2-HMAC-SHA256 and AES-256-CBC, as OpenSSL and Node read and write them.
final class KeyPem {

    /// Which key a file holds. PKCS#8 of such a key is these bytes and then the key's 32.
    enum Kind {
        ED25519("302e020100300506032b657004220420"),
        X25519("302e020100300506032b656e04220420");

        private final String pkcs8PrefixHex;

        Kind(String pkcs8PrefixHex) {
            this.pkcs8PrefixHex = pkcs8PrefixHex;
        }

        private byte[] pkcs8Prefix() {
            return HexFormat.of().parseHex(pkcs8PrefixHex);
        }
    }

    /// Rounds that a file may ask for, so that none can keep a start-up busy for ever.
    private static final int MAX_ITERATIONS = 10_000_000;

    private static final int KEY_BYTES = 32;
    private static final int SALT_BYTES = 16;
    private static final int IV_BYTES = 16;
    private static final int LINE_CHARACTERS = 64;
    private static final String ENCRYPTION = "PBEWithHmacSHA256AndAES_256";
    private static final String PLAIN_LABEL = "PRIVATE KEY";
    private static final String ENCRYPTED_LABEL = "ENCRYPTED PRIVATE KEY";

    private KeyPem() {}

    static String plain(Kind kind, byte[] key) {
        return armor(PLAIN_LABEL, pkcs8(kind, key));
    }

    /// @throws MalformedKeyException if this is not the plain PEM of such a key
    static byte[] fromPlain(Kind kind, String pem) {
        return keyOf(kind, unarmor(PLAIN_LABEL, pem));
    }

    /// @param passphrase printable ASCII, not empty
    static String encrypted(
            Kind kind, byte[] key, char[] passphrase, PassphraseKind passphraseKind, SecureRandom random) {
        byte[] salt = randomBytes(SALT_BYTES, random);
        byte[] iv = randomBytes(IV_BYTES, random);
        PBEParameterSpec parameters = new PBEParameterSpec(salt, passphraseKind.rounds(), new IvParameterSpec(iv));
        try {
            Cipher cipher = Cipher.getInstance(ENCRYPTION);
            cipher.init(Cipher.ENCRYPT_MODE, secretOf(passphrase), parameters);
            byte[] ciphertext = cipher.doFinal(pkcs8(kind, key));
            // The JDK knows no object identifier by the cipher's name, only by that of the scheme it is one of.
            AlgorithmParameters scheme = AlgorithmParameters.getInstance("PBES2");
            scheme.init(cipher.getParameters().getEncoded());
            return armor(ENCRYPTED_LABEL, new EncryptedPrivateKeyInfo(scheme, ciphertext).getEncoded());
        } catch (GeneralSecurityException | IOException fault) {
            throw new MalformedKeyException(Reason.UNREADABLE, "cannot be encrypted with this passphrase", fault);
        }
    }

    /// @throws MalformedKeyException if this is not the encrypted PEM of such a key, or the passphrase does not open it
    static byte[] fromEncrypted(Kind kind, String pem, char[] passphrase) {
        byte[] encoded = unarmor(ENCRYPTED_LABEL, pem);
        try {
            EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(encoded);
            AlgorithmParameters parameters = info.getAlgParameters();
            if (parameters == null || !ENCRYPTION.equals(parameters.toString())) {
                throw new MalformedKeyException(Reason.UNREADABLE, "not encrypted by " + ENCRYPTION);
            }
            if (parameters.getParameterSpec(PBEParameterSpec.class).getIterationCount() > MAX_ITERATIONS) {
                throw new MalformedKeyException(Reason.UNREADABLE, "more than " + MAX_ITERATIONS + " rounds");
            }
            Cipher cipher = Cipher.getInstance(ENCRYPTION);
            cipher.init(Cipher.DECRYPT_MODE, secretOf(passphrase), parameters);
            return keyOf(kind, cipher.doFinal(info.getEncryptedData()));
        } catch (GeneralSecurityException | IOException fault) {
            throw new MalformedKeyException(Reason.UNREADABLE, "damaged, or another passphrase", fault);
        }
    }

    private static SecretKey secretOf(char[] passphrase) throws GeneralSecurityException {
        if (passphrase.length == 0) {
            throw new MalformedKeyException(Reason.UNREADABLE, "an empty passphrase");
        }
        PBEKeySpec spec = new PBEKeySpec(passphrase);
        try {
            return SecretKeyFactory.getInstance(ENCRYPTION).generateSecret(spec);
        } finally {
            spec.clearPassword();
        }
    }

    private static byte[] pkcs8(Kind kind, byte[] key) {
        if (key.length != KEY_BYTES) {
            throw new MalformedKeyException(Reason.WRONG_LENGTH, key.length + " bytes");
        }
        byte[] prefix = kind.pkcs8Prefix();
        byte[] encoded = Arrays.copyOf(prefix, prefix.length + KEY_BYTES);
        System.arraycopy(key, 0, encoded, prefix.length, KEY_BYTES);
        return encoded;
    }

    private static byte[] keyOf(Kind kind, byte[] encoded) {
        byte[] prefix = kind.pkcs8Prefix();
        if (encoded.length != prefix.length + KEY_BYTES || Arrays.mismatch(prefix, encoded) != prefix.length) {
            throw new MalformedKeyException(Reason.UNREADABLE, "not PKCS#8 of an " + kind + " key");
        }
        return Arrays.copyOfRange(encoded, prefix.length, encoded.length);
    }

    private static String armor(String label, byte[] encoded) {
        Base64.Encoder lines = Base64.getMimeEncoder(LINE_CHARACTERS, "\n".getBytes(StandardCharsets.US_ASCII));
        return begin(label) + "\n" + lines.encodeToString(encoded) + "\n" + end(label) + "\n";
    }

    private static byte[] unarmor(String label, String pem) {
        String text = pem.strip();
        if (!text.startsWith(begin(label)) || !text.endsWith(end(label))) {
            throw new MalformedKeyException(Reason.UNREADABLE, "not a PEM file that says " + label);
        }
        String body =
                text.substring(begin(label).length(), text.length() - end(label).length());
        try {
            return Base64.getDecoder().decode(body.replaceAll("\\s", ""));
        } catch (IllegalArgumentException notBase64) {
            throw new MalformedKeyException(Reason.UNREADABLE, "not base64", notBase64);
        }
    }

    private static String begin(String label) {
        return "-----BEGIN " + label + "-----";
    }

    private static String end(String label) {
        return "-----END " + label + "-----";
    }

    private static byte[] randomBytes(int count, SecureRandom random) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
