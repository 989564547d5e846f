package io.gridpact.protocol.link;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/// Our own certificate and its key, read from `tls.crt.pem` and `tls.key.pem` (PKCS#8) of a folder. A renewed pair is
/// taken by the next handshake, at most a second after both files are there; a pair that does not fit is left alone
/// and the one before it stays in use. Thread-safe.
public final class TlsMaterial extends X509ExtendedKeyManager {

    /// The certificate, PEM; the leaf first.
    public static final String CERTIFICATE_FILE = "tls.crt.pem";

    /// The certificate's private key, PEM, unencrypted PKCS#8.
    public static final String KEY_FILE = "tls.key.pem";

    /// How long a look at the files counts.
    static final long LOOK_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final String ONLY_ALIAS = "link";

    private static final System.Logger LOG = System.getLogger(TlsMaterial.class.getName());

    private record Stamp(FileTime certificateTime, long certificateBytes, FileTime keyTime, long keyBytes) {}

    private record Loaded(PemKeyPair pair, Stamp stamp) {}

    private final Path folder;
    private final LongSupplier nanoTime;
    private volatile Loaded loaded;
    private volatile long lookedNanos;
    private @Nullable Stamp refused;

    private TlsMaterial(Path folder, LongSupplier nanoTime) throws IOException, GeneralSecurityException {
        this.folder = folder;
        this.nanoTime = nanoTime;
        this.lookedNanos = nanoTime.getAsLong();
        Stamp stamp = stamp();
        this.loaded = new Loaded(read(), stamp);
    }

    /// @throws IOException if a file cannot be read
    /// @throws GeneralSecurityException if certificate and key are malformed or do not belong together
    public static TlsMaterial in(Path folder) throws IOException, GeneralSecurityException {
        return in(folder, System::nanoTime);
    }

    static TlsMaterial in(Path folder, LongSupplier nanoTime) throws IOException, GeneralSecurityException {
        return new TlsMaterial(folder, nanoTime);
    }

    /// Who we say we are.
    ///
    /// @throws GeneralSecurityException if our certificate names no participant
    public Identity identity() throws GeneralSecurityException {
        return Identity.of(certificate());
    }

    /// Whether our certificate's dates hold at this instant of real time.
    public boolean validAt(Instant realTime) {
        X509Certificate certificate = certificate();
        return !realTime.isBefore(certificate.getNotBefore().toInstant())
                && !realTime.isAfter(certificate.getNotAfter().toInstant());
    }

    /// The certificate that the next handshake shows.
    public X509Certificate certificate() {
        return current().chain().getFirst();
    }

    private PemKeyPair current() {
        if (nanoTime.getAsLong() - lookedNanos >= LOOK_AGAIN_NANOS) {
            lookAgain();
        }
        return loaded.pair();
    }

    private synchronized void lookAgain() {
        if (nanoTime.getAsLong() - lookedNanos < LOOK_AGAIN_NANOS) {
            return;
        }
        lookedNanos = nanoTime.getAsLong();
        try {
            Stamp stamp = stamp();
            if (stamp.equals(loaded.stamp()) || stamp.equals(refused)) {
                return;
            }
            refused = stamp;
            loaded = new Loaded(read(), stamp);
            LOG.log(Level.INFO, "took the renewed TLS certificate");
        } catch (IOException | GeneralSecurityException e) {
            LOG.log(Level.WARNING, "kept the TLS certificate: the files now there cannot be used: {0}", e.toString());
        }
    }

    private Stamp stamp() throws IOException {
        Path certificate = folder.resolve(CERTIFICATE_FILE);
        Path key = folder.resolve(KEY_FILE);
        return new Stamp(
                Files.getLastModifiedTime(certificate),
                Files.size(certificate),
                Files.getLastModifiedTime(key),
                Files.size(key));
    }

    private PemKeyPair read() throws IOException, GeneralSecurityException {
        return PemKeyPair.of(
                Files.readString(folder.resolve(CERTIFICATE_FILE)), Files.readString(folder.resolve(KEY_FILE)));
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return current().key();
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return current().chain().toArray(X509Certificate[]::new);
    }

    // Only for our key's type, so that a peer that cannot use it gets a clean handshake failure.
    private @Nullable String aliasFor(String... keyTypes) {
        String ours = current().key().getAlgorithm();
        return List.of(keyTypes).contains(ours) ? ONLY_ALIAS : null;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return aliasFor(keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return aliasFor(keyTypes);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return aliasFor(keyType);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return aliasFor(keyTypes);
    }

    @Override
    public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ONLY_ALIAS};
    }

    @Override
    public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return new String[] {ONLY_ALIAS};
    }
}
