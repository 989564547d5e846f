package io.gridpact.deploy.keys;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/// Passphrases of service keys and passwords of database roles of one local network: random, in one file of mode 0600.
/// A service gets its own by its environment. (Elsewhere they come from the operator's secret store.)
public final class Secrets {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SECRET_BYTES = 24;

    private final Path file;
    private final SecureRandom random;
    private final Map<String, String> secrets;

    private Secrets(Path file, SecureRandom random, Map<String, String> secrets) {
        this.file = file;
        this.random = random;
        this.secrets = secrets;
    }

    public static Secrets in(Path file, SecureRandom random) throws IOException {
        Map<String, String> secrets = new TreeMap<>();
        if (Files.exists(file)) {
            secrets.putAll(JSON.readValue(Files.readString(file), new TypeReference<Map<String, String>>() {}));
        }
        return new Secrets(file, random, secrets);
    }

    /// Opens the encrypted keys of a service.
    public synchronized String keysPassphrase(String service) throws IOException {
        return secret("keys-passphrase/" + service);
    }

    /// Of the database role of a service, or of the superuser.
    public synchronized String databasePassword(String role) throws IOException {
        return secret("database-password/" + role);
    }

    private String secret(String name) throws IOException {
        String present = secrets.get(name);
        if (present != null) {
            return present;
        }
        byte[] bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        String made = HexFormat.of().formatHex(bytes);
        secrets.put(name, made);
        PrivateFiles.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsString(secrets) + "\n");
        return made;
    }
}
