package io.gridpact.protocol.envelope;

import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;

/// An Ed25519 key kept in an encrypted file: PKCS#8 in PEM, PBES2 under a passphrase. `openssl pkey -in FILE` reads it.
public final class FileSigner implements Signer {

    private final InMemorySigner signer;

    private FileSigner(InMemorySigner signer) {
        this.signer = signer;
    }

    /// Writes a key so that only its owner can read the file (mode 0600), whole or not at all. Replaces what was there:
    /// whoever must not lose a key looks first.
    ///
    /// @param seed 32 bytes
    /// @param passphrase printable ASCII, not empty; a person may have chosen it
    /// @throws MalformedKeyException if seed or passphrase are not as said
    public static void write(Path path, byte[] seed, char[] passphrase, SecureRandom random) throws IOException {
        write(path, seed, passphrase, PassphraseKind.CHOSEN, random);
    }

    /// The same under a passphrase of which more is known.
    public static void write(Path path, byte[] seed, char[] passphrase, PassphraseKind kind, SecureRandom random)
            throws IOException {
        KeyFile.write(path, KeyPem.encrypted(KeyPem.Kind.ED25519, seed, passphrase, kind, random));
    }

    /// Makes a new key, writes it as `write` does, and is ready to sign with it.
    public static FileSigner generate(Path path, char[] passphrase, PassphraseKind kind, SecureRandom random)
            throws IOException {
        InMemorySigner signer = InMemorySigner.generate(random);
        write(path, signer.seed(), passphrase, kind, random);
        return new FileSigner(signer);
    }

    /// @throws IOException if the file cannot be read
    /// @throws MalformedKeyException if it is no such key file or the passphrase does not open it
    public static FileSigner read(Path path, char[] passphrase) throws IOException {
        byte[] seed = KeyPem.fromEncrypted(KeyPem.Kind.ED25519, KeyFile.read(path), passphrase);
        return new FileSigner(InMemorySigner.ofSeed(seed));
    }

    @Override
    public PublicKey publicKey() {
        return signer.publicKey();
    }

    @Override
    public byte[] sign(byte[] message) {
        return signer.sign(message);
    }
}
