package io.gridpact.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.FixedRandom;
import io.gridpact.protocol.envelope.MalformedKeyException.Reason;
import io.gridpact.protocol.hash.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.InvalidParameterSpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.stream.Stream;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.spec.PBEParameterSpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {

    private static final byte[] MESSAGE = Hash.utf8("a message");

    private final Path folder;
    private final SecureRandom random = new FixedRandom(3);
    private final byte[] seed = Hash.sha256(Hash.utf8("seed")).bytes();
    private final char[] passphrase = "correct horse".toCharArray();

    KeyFileTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void a_written_key_signs_as_before() throws IOException {
        Path file = folder.resolve("signing.key.pem");
        FileSigner.write(file, seed, passphrase, random);

        FileSigner read = FileSigner.read(file, passphrase);

        InMemorySigner inMemory = InMemorySigner.ofSeed(seed);
        assertThat(read.publicKey()).isEqualTo(inMemory.publicKey());
        assertThat(read.sign(MESSAGE)).isEqualTo(inMemory.sign(MESSAGE));
        assertThat(read.publicKey().verify(MESSAGE, read.sign(MESSAGE))).isTrue();
    }

    @Test
    void a_new_key_is_the_one_in_its_file() throws IOException {
        Path file = folder.resolve("signing.key.pem");
        FileSigner generated = FileSigner.generate(file, passphrase, PassphraseKind.CHOSEN, random);

        assertThat(FileSigner.read(file, passphrase).publicKey()).isEqualTo(generated.publicKey());
    }

    @Test
    void only_a_passphrase_that_is_random_goes_with_few_rounds_and_either_file_is_read() throws IOException {
        Path chosen = folder.resolve("chosen.key.pem");
        Path random = folder.resolve("random.key.pem");
        FileSigner.write(chosen, seed, passphrase, this.random);
        FileSigner.write(random, seed, passphrase, PassphraseKind.RANDOM, this.random);

        assertThat(rounds(chosen)).isEqualTo(100_000);
        assertThat(rounds(random)).isEqualTo(1_000);
        assertThat(FileSigner.read(chosen, passphrase).publicKey())
                .isEqualTo(FileSigner.read(random, passphrase).publicKey());
    }

    private static int rounds(Path file) throws IOException {
        String body = Files.readString(file).replaceAll("-----[A-Z ]+-----|\n", "");
        EncryptedPrivateKeyInfo info =
                new EncryptedPrivateKeyInfo(Base64.getDecoder().decode(body));
        try {
            return info.getAlgParameters()
                    .getParameterSpec(PBEParameterSpec.class)
                    .getIterationCount();
        } catch (InvalidParameterSpecException fault) {
            throw new IOException(fault);
        }
    }

    @Test
    void only_the_owner_may_read_the_file_and_nothing_else_is_left_behind() throws IOException {
        Path file = folder.resolve("signing.key.pem");
        FileSigner.write(file, seed, passphrase, random);
        FileSigner.write(file, seed, passphrase, random);

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void the_file_does_not_hold_the_key_in_the_clear() throws IOException {
        Path file = folder.resolve("signing.key.pem");
        FileSigner.write(file, seed, passphrase, random);
        String pem = Files.readString(file);

        assertThat(pem).startsWith("-----BEGIN ENCRYPTED PRIVATE KEY-----\n");
        assertThat(pem).endsWith("-----END ENCRYPTED PRIVATE KEY-----\n");
        assertThat(pem.lines().allMatch(line -> line.length() <= 64)).isTrue();
        assertThat(pem).doesNotContain(Base64.getEncoder().encodeToString(seed).substring(4, 40));
    }

    @Test
    void a_sealing_key_is_kept_alike() throws IOException, OpeningDamagedException {
        Path file = folder.resolve("hpke.key.pem");
        HpkePrivateKey key = HpkePrivateKey.generate(random);
        key.write(file, passphrase, random);

        HpkePrivateKey read = HpkePrivateKey.read(file, passphrase);

        SealedBytes sealed = Hpke.seal(key.publicKey(), MESSAGE, MESSAGE, random);
        assertThat(read.publicKey()).isEqualTo(key.publicKey());
        assertThat(Hpke.open(read, sealed, MESSAGE)).isEqualTo(MESSAGE);
    }

    @Test
    void a_file_that_is_not_that_key_is_unreadable() throws IOException {
        Path signing = folder.resolve("signing.key.pem");
        Path sealing = folder.resolve("hpke.key.pem");
        Path plain = folder.resolve("plain.pem");
        Path damaged = folder.resolve("damaged.pem");
        FileSigner.write(signing, seed, passphrase, random);
        HpkePrivateKey.generate(random).write(sealing, passphrase, random);
        Files.writeString(plain, SigningKeys.toPem(seed));
        Files.writeString(damaged, Files.readString(signing).replaceFirst("\n[A-Za-z0-9+/]{8}", "\nAAAAAAAA"));

        assertUnreadable(() -> FileSigner.read(signing, "wrong horse".toCharArray()));
        assertUnreadable(() -> FileSigner.read(signing, new char[0]));
        assertUnreadable(() -> FileSigner.read(signing, "größer".toCharArray()));
        assertUnreadable(() -> FileSigner.read(sealing, passphrase));
        assertUnreadable(() -> HpkePrivateKey.read(signing, passphrase));
        assertUnreadable(() -> FileSigner.read(plain, passphrase));
        assertUnreadable(() -> FileSigner.read(damaged, passphrase));
        assertUnreadable(() -> FileSigner.write(signing, seed, new char[0], random));
        assertThatThrownBy(() -> FileSigner.read(folder.resolve("none"), passphrase))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void an_unencrypted_key_is_what_other_libraries_read() throws Exception {
        String pem = SigningKeys.toPem(seed);
        String body = pem.replaceAll("-----[A-Z ]+-----|\n", "");
        byte[] encoded = Base64.getDecoder().decode(body);
        java.security.Signature jdk = java.security.Signature.getInstance("Ed25519");
        jdk.initSign(KeyFactory.getInstance("Ed25519").generatePrivate(new PKCS8EncodedKeySpec(encoded)));
        jdk.update(MESSAGE);

        assertThat(jdk.sign()).isEqualTo(InMemorySigner.ofSeed(seed).sign(MESSAGE));
        assertThat(SigningKeys.fromPem(pem)).isEqualTo(seed);
        assertThat(SigningKeys.fromPem("\r\n" + pem.replace("\n", "\r\n"))).isEqualTo(seed);
    }

    @Test
    void other_pem_files_are_no_signing_keys() {
        String pem = SigningKeys.toPem(seed);

        assertUnreadable(() -> SigningKeys.fromPem(""));
        assertUnreadable(() -> SigningKeys.fromPem(pem.replace("PRIVATE", "PUBLIC")));
        assertUnreadable(() -> SigningKeys.fromPem(pem.replace("M", "*")));
        assertUnreadable(() -> SigningKeys.fromPem("-----BEGIN PRIVATE KEY-----"));
        assertUnreadable(() -> SigningKeys.fromPem(KeyPem.plain(KeyPem.Kind.X25519, seed)));
        assertThatThrownBy(() -> SigningKeys.toPem(Arrays.copyOf(seed, 31))).isInstanceOf(MalformedKeyException.class);
        assertThatThrownBy(() -> InMemorySigner.ofSeed(new byte[64])).isInstanceOf(MalformedKeyException.class);
    }

    private static void assertUnreadable(ThrowingCallable reading) {
        assertThatThrownBy(reading)
                .isInstanceOfSatisfying(MalformedKeyException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(Reason.UNREADABLE));
    }
}
