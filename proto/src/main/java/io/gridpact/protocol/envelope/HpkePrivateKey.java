package io.gridpact.protocol.envelope;

import io.gridpact.protocol.envelope.MalformedKeyException.Reason;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;

/// An X25519 key that openings are sealed for (PROTOCOL.md, section 4).
public final class HpkePrivateKey implements OpeningKeys {

    /// Length of private and public keys.
    public static final int BYTES = X25519PrivateKeyParameters.KEY_SIZE;

    private final X25519PrivateKeyParameters privateKey;
    private final X25519PublicKeyParameters publicKey;

    private HpkePrivateKey(X25519PrivateKeyParameters privateKey) {
        this.privateKey = privateKey;
        this.publicKey = privateKey.generatePublicKey();
    }

    /// A new key.
    public static HpkePrivateKey generate(SecureRandom random) {
        return new HpkePrivateKey(new X25519PrivateKeyParameters(random));
    }

    /// @throws MalformedKeyException if there are not 32 bytes; any 32 bytes are a key (RFC 7748)
    public static HpkePrivateKey of(byte[] bytes) {
        if (bytes.length != BYTES) {
            throw new MalformedKeyException(Reason.WRONG_LENGTH, bytes.length + " bytes");
        }
        return new HpkePrivateKey(new X25519PrivateKeyParameters(bytes));
    }

    /// @throws IOException if the file cannot be read
    /// @throws MalformedKeyException if it is no such key file or the passphrase does not open it
    public static HpkePrivateKey read(Path path, char[] passphrase) throws IOException {
        return of(KeyPem.fromEncrypted(KeyPem.Kind.X25519, KeyFile.read(path), passphrase));
    }

    /// Writes the key as [FileSigner] writes its: PKCS#8 in PEM, encrypted, mode 0600, whole or not at all.
    public void write(Path path, char[] passphrase, SecureRandom random) throws IOException {
        write(path, passphrase, PassphraseKind.CHOSEN, random);
    }

    /// The same under a passphrase of which more is known.
    public void write(Path path, char[] passphrase, PassphraseKind kind, SecureRandom random) throws IOException {
        KeyFile.write(path, KeyPem.encrypted(KeyPem.Kind.X25519, privateKey.getEncoded(), passphrase, kind, random));
    }

    /// The public key, 32 bytes, as the descriptor carries it.
    public byte[] publicKey() {
        return publicKey.getEncoded();
    }

    @Override
    public List<HpkePrivateKey> all() {
        return List.of(this);
    }

    AsymmetricCipherKeyPair keyPair() {
        return new AsymmetricCipherKeyPair(publicKey, privateKey);
    }
}
