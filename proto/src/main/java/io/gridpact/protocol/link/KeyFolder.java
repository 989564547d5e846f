package io.gridpact.protocol.link;

import io.gridpact.protocol.envelope.FileSigner;
import io.gridpact.protocol.envelope.HpkePrivateKey;
import io.gridpact.protocol.envelope.MalformedKeyException;
import io.gridpact.protocol.envelope.OpeningKeys;
import io.gridpact.protocol.envelope.Signer;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A service's own keys beside that of its certificate: encrypted files `signing.key.pem`, `hpke.key.pem`, and beside
/// each, while it is renewed, others (`signing-2027.key.pem`). The folder is looked at again at most a second after it
/// was last; a file that cannot be read is left alone, and so is what has been read from one that changes: a key file
/// is written once. Thread-safe.
public final class KeyFolder implements OpeningKeys {

    /// The first signing key, PEM, encrypted.
    public static final String SIGNING_KEY_FILE = "signing.key.pem";

    /// The first key for openings, PEM, encrypted.
    public static final String OPENING_KEY_FILE = "hpke.key.pem";

    /// Files of one kind that are read; more are left alone. So many signing keys a descriptor has.
    public static final int MAX_FILES = 8;

    /// How long a look at the folder counts.
    static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String SIGNING = "signing";
    private static final String OPENING = "hpke";

    private static final System.Logger LOG = System.getLogger(KeyFolder.class.getName());

    @FunctionalInterface
    private interface Reading<T> {
        T read(Path file, char[] passphrase) throws IOException;
    }

    private record Loaded(List<Signer> signers, List<HpkePrivateKey> openingKeys) {}

    private final Path folder;
    private final char[] passphrase;
    private final LongSupplier nanoTime;
    private final Map<String, @Nullable Object> read = new HashMap<>();
    private volatile Loaded loaded;
    private volatile long lookedNanos;

    private KeyFolder(Path folder, char[] passphrase, LongSupplier nanoTime) throws IOException {
        this.folder = folder;
        this.passphrase = passphrase.clone();
        this.nanoTime = nanoTime;
        this.lookedNanos = nanoTime.getAsLong();
        this.loaded = look();
        if (!read.containsKey(SIGNING_KEY_FILE)) {
            // The first must be there, without it nothing was ever introduced; read again to say why it is not.
            Signer unexpected = FileSigner.read(folder.resolve(SIGNING_KEY_FILE), passphrase);
            read.put(SIGNING_KEY_FILE, unexpected);
            this.loaded = look();
        }
    }

    /// @param passphrase of all of them
    /// @throws IOException if the folder or the first signing key cannot be read
    /// @throws MalformedKeyException if that is no such key file or the passphrase does not open it
    public static KeyFolder in(Path folder, char[] passphrase) throws IOException {
        return in(folder, passphrase, System::nanoTime);
    }

    static KeyFolder in(Path folder, char[] passphrase, LongSupplier nanoTime) throws IOException {
        return new KeyFolder(folder, passphrase, nanoTime);
    }

    /// The signing keys, by the names of their files; [#SIGNING_KEY_FILE] first.
    public List<Signer> signers() {
        return current().signers();
    }

    @Override
    public List<HpkePrivateKey> all() {
        return current().openingKeys();
    }

    private Loaded current() {
        if (nanoTime.getAsLong() - lookedNanos >= LOOK_AGAIN_NANOS) {
            lookAgain();
        }
        return loaded;
    }

    private synchronized void lookAgain() {
        if (nanoTime.getAsLong() - lookedNanos < LOOK_AGAIN_NANOS) {
            return;
        }
        lookedNanos = nanoTime.getAsLong();
        try {
            loaded = look();
        } catch (IOException e) {
            LOG.log(Level.WARNING, "kept the keys: the folder cannot be read: {0}", e.toString());
        }
    }

    private Loaded look() throws IOException {
        return new Loaded(
                keys(SIGNING, Signer.class, FileSigner::read),
                keys(OPENING, HpkePrivateKey.class, HpkePrivateKey::read));
    }

    /// A file that could not be read is tried again, one that could never.
    private <T> List<T> keys(String kind, Class<T> type, Reading<? extends T> reading) throws IOException {
        Map<Integer, Map<String, Path>> files = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, kind + "{,-*}.key.pem")) {
            for (Path file : found) {
                String name = file.getFileName().toString();
                files.computeIfAbsent(name.length(), none -> new TreeMap<>()).put(name, file);
            }
        }
        List<T> keys = new ArrayList<>();
        for (Map<String, Path> ofLength : files.values()) {
            for (Map.Entry<String, Path> file : ofLength.entrySet()) {
                Object key = keys.size() < MAX_FILES ? key(file.getKey(), file.getValue(), reading) : null;
                if (key != null) {
                    keys.add(type.cast(key));
                }
            }
        }
        return List.copyOf(keys);
    }

    private @Nullable Object key(String name, Path file, Reading<?> reading) {
        Object known = read.get(name);
        if (known != null) {
            return known;
        }
        try {
            Object key = reading.read(file, passphrase);
            read.put(name, key);
            LOG.log(Level.INFO, "took the key in {0}", name);
            return key;
        } catch (IOException | MalformedKeyException unusable) {
            LOG.log(Level.WARNING, "left the key file {0} alone: {1}", name, unusable.toString());
            return null;
        }
    }
}
