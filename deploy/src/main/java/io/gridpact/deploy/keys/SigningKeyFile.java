package io.gridpact.deploy.keys;

import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.SigningKeys;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;

/// Ed25519 keys of parties that keep their own: roots, platforms, meters. Plain PKCS#8 in PEM, mode 0600.
public final class SigningKeyFile {

    private SigningKeyFile() {}

    /// Reads the key, or makes one there.
    public static InMemorySigner ensure(Path file, SecureRandom random) throws IOException {
        if (!Files.exists(file)) {
            byte[] seed = new byte[InMemorySigner.SEED_BYTES];
            random.nextBytes(seed);
            PrivateFiles.write(file, SigningKeys.toPem(seed));
        }
        return read(file);
    }

    public static InMemorySigner read(Path file) throws IOException {
        return InMemorySigner.ofSeed(SigningKeys.fromPem(Files.readString(file)));
    }
}
