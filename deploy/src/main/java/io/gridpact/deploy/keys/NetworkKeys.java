package io.gridpact.deploy.keys;

import static io.gridpact.protocol.directory.Participants.spiffeId;

import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.FileSigner;
import io.gridpact.protocol.envelope.HpkePrivateKey;
import io.gridpact.protocol.envelope.PassphraseKind;
import io.gridpact.protocol.envelope.PublicKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Makes whatever keys and certificates a network's folder does not have yet; those that are there stay.
public final class NetworkKeys {

    /// Keys of a service, encrypted, and of a platform, plain.
    public static final String SIGNING_KEY_FILE = "signing.key.pem";

    /// A utility's X25519 key, encrypted.
    public static final String HPKE_KEY_FILE = "hpke.key.pem";

    private final NetworkFolder folder;
    private final Secrets secrets;
    private final Instant realTime;
    private final SecureRandom random;

    /// @param realTime when certificates begin, less a day
    public NetworkKeys(NetworkFolder folder, Secrets secrets, Instant realTime, SecureRandom random) {
        this.folder = folder;
        this.secrets = secrets;
        this.realTime = realTime;
        this.random = random;
    }

    /// The id of the one who operates a service.
    public static String operatorOf(String service) {
        return service + "-operator";
    }

    /// The id of the head-end that collects a utility's readings.
    public static String headEndOf(String utility) {
        return utility + "-head-end";
    }

    /// Everyone in the network, arbiter first.
    public List<Member> members(NetworkFile network) throws IOException {
        List<Member> members = new ArrayList<>();
        members.add(service(network.arbiter(), ParticipantRole.ARBITER));
        for (String utility : network.utilities()) {
            members.add(service(utility, ParticipantRole.UTILITY));
            members.add(caller(headEndOf(utility), ParticipantRole.HEAD_END, folder.headEnd(utility), false));
        }
        for (String gateway : network.gateways()) {
            members.add(service(gateway, ParticipantRole.GATEWAY));
        }
        for (String platform : network.platforms()) {
            members.add(platform(platform));
        }
        return List.copyOf(members);
    }

    /// A platform, new or known.
    public Member platform(String platform) throws IOException {
        return caller(platform, ParticipantRole.PLATFORM, folder.client(platform), true);
    }

    private Member service(String id, ParticipantRole role) throws IOException {
        Path keys = PrivateFiles.folder(folder.serviceKeys(id));
        TlsCredential.ensure(folder.operator(id), spiffeId(ParticipantRole.OPERATOR, operatorOf(id)), realTime, random);
        TlsCredential tls = TlsCredential.ensure(keys, spiffeId(role, id), realTime, random);
        char[] passphrase = secrets.keysPassphrase(id).toCharArray();
        PublicKey signingKey = encryptedSigner(keys.resolve(SIGNING_KEY_FILE), passphrase);
        Optional<byte[]> hpkeKey = role == ParticipantRole.UTILITY
                ? Optional.of(encryptedHpkeKey(keys.resolve(HPKE_KEY_FILE), passphrase))
                : Optional.empty();
        return new Member(
                id,
                role,
                SigningKeyFile.ensure(folder.rootKey(id), random),
                tls.pin(),
                role == ParticipantRole.GATEWAY ? Optional.empty() : Optional.of(signingKey),
                hpkeKey);
    }

    private Member caller(String id, ParticipantRole role, Path keys, boolean signs) throws IOException {
        TlsCredential tls = TlsCredential.ensure(keys, spiffeId(role, id), realTime, random);
        Optional<PublicKey> signingKey = signs
                ? Optional.of(SigningKeyFile.ensure(keys.resolve(SIGNING_KEY_FILE), random)
                        .publicKey())
                : Optional.empty();
        return new Member(
                id, role, SigningKeyFile.ensure(folder.rootKey(id), random), tls.pin(), signingKey, Optional.empty());
    }

    private PublicKey encryptedSigner(Path file, char[] passphrase) throws IOException {
        FileSigner signer = Files.exists(file)
                ? FileSigner.read(file, passphrase)
                : FileSigner.generate(file, passphrase, PassphraseKind.RANDOM, random);
        return signer.publicKey();
    }

    private byte[] encryptedHpkeKey(Path file, char[] passphrase) throws IOException {
        if (Files.exists(file)) {
            return HpkePrivateKey.read(file, passphrase).publicKey();
        }
        HpkePrivateKey key = HpkePrivateKey.generate(random);
        key.write(file, passphrase, PassphraseKind.RANDOM, random);
        return key.publicKey();
    }
}
