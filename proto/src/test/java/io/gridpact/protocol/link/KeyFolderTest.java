package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.directory.KeyHistory;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.directory.SigningKey;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.FileSigner;
import io.gridpact.protocol.envelope.HpkePrivateKey;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PassphraseKind;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.hash.Hash;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keys that are renewed while the service runs.
class KeyFolderTest {

    private static final char[] PASSPHRASE = "only a test".toCharArray();
    private static final Instant START = Instant.parse("2026-06-01T00:00:00Z");
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicReference<Optional<Participant>> self = new AtomicReference<>(Optional.empty());
    private final AtomicReference<Instant> now = new AtomicReference<>(START.plusSeconds(1));
    private PublicKey first;

    @BeforeEach
    @SuppressWarnings("NullAway") // the folder is made before this
    void aFirstKey() throws IOException {
        first = FileSigner.generate(folder.resolve("signing.key.pem"), PASSPHRASE, PassphraseKind.RANDOM, RANDOM)
                .publicKey();
        HpkePrivateKey.generate(RANDOM)
                .write(folder.resolve("hpke.key.pem"), PASSPHRASE, PassphraseKind.RANDOM, RANDOM);
    }

    @Test
    void a_new_file_is_seen_after_a_second_and_not_before() throws IOException {
        KeyFolder keys = keys();
        PublicKey next = add("signing-2.key.pem");

        assertThat(ids(keys)).containsExactly(first.id());
        nanos.addAndGet(KeyFolder.LOOK_AGAIN_NANOS);
        assertThat(ids(keys)).containsExactly(first.id(), next.id());
    }

    @Test
    void both_keys_for_openings_are_there_while_they_overlap() throws IOException {
        KeyFolder keys = keys();
        HpkePrivateKey next = HpkePrivateKey.generate(RANDOM);
        next.write(folder.resolve("hpke-2.key.pem"), PASSPHRASE, PassphraseKind.RANDOM, RANDOM);
        nanos.addAndGet(KeyFolder.LOOK_AGAIN_NANOS);

        assertThat(keys.all()).hasSize(2);
        assertThat(keys.all().getLast().publicKey()).isEqualTo(next.publicKey());
        Files.delete(folder.resolve("hpke-2.key.pem"));
        nanos.addAndGet(KeyFolder.LOOK_AGAIN_NANOS);
        assertThat(keys.all()).hasSize(1);
    }

    @Test
    void a_file_that_is_no_key_or_under_another_passphrase_is_left_alone() throws IOException {
        KeyFolder keys = keys();
        Files.writeString(folder.resolve("signing-2.key.pem"), "half of a key");
        FileSigner.generate(
                folder.resolve("signing-3.key.pem"), "another".toCharArray(), PassphraseKind.RANDOM, RANDOM);
        nanos.addAndGet(KeyFolder.LOOK_AGAIN_NANOS);

        assertThat(ids(keys)).containsExactly(first.id());
        Files.delete(folder.resolve("signing-2.key.pem"));
        PublicKey whole = add("signing-2.key.pem");
        nanos.addAndGet(KeyFolder.LOOK_AGAIN_NANOS);
        assertThat(ids(keys)).containsExactly(first.id(), whole.id());
    }

    @Test
    void without_its_first_key_a_service_does_not_start() throws IOException {
        Files.delete(folder.resolve("signing.key.pem"));

        assertThatThrownBy(this::keys).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void it_signs_with_the_new_key_once_the_descriptor_is_in_force_and_the_key_valid() throws IOException {
        RotatingSigner signer = signer(keys());
        assertThat(signer.publicKey()).isEqualTo(first);
        PublicKey next = add("signing-2.key.pem");
        nanos.addAndGet(KeyFolder.LOOK_AGAIN_NANOS);
        self.set(Optional.of(descriptor(key(first, START))));
        assertThat(signer.publicKey()).as("no descriptor names it").isEqualTo(first);

        self.set(Optional.of(descriptor(key(first, START), key(next, START.plusSeconds(60)))));
        assertThat(signer.publicKey()).as("not valid yet").isEqualTo(first);
        now.set(START.plusSeconds(60));
        assertThat(signer.publicKey()).isEqualTo(next);
        Envelope envelope = Envelopes.sign("a type", new byte[1], signer);
        assertThat(envelope.signatures().getFirst().keyId()).isEqualTo(next.id());
    }

    @Test
    void a_revoked_key_signs_no_longer_and_what_it_signed_can_be_signed_anew_as_the_same_statement()
            throws IOException {
        PublicKey next = add("signing-2.key.pem");
        RotatingSigner signer = signer(keys());
        self.set(Optional.of(descriptor(key(first, START.plusMillis(1)), key(next, START))));
        Envelope before = Envelopes.sign("a type", new byte[1], signer);
        assertThat(before.signatures().getFirst().keyId()).isEqualTo(first.id());
        assertThat(signer.signedAnew(before)).isSameAs(before);

        self.set(self.get().map(known -> known.revoked(first.id(), now.get())));
        Envelope anew = signer.signedAnew(before);

        assertThat(signer.publicKey()).isEqualTo(next);
        assertThat(anew.digest()).isEqualTo(before.digest());
        assertThat(anew.signatures()).hasSize(1).first().satisfies(one -> assertThat(one.keyId())
                .isEqualTo(next.id()));
    }

    @Test
    void it_says_until_when_one_of_its_keys_may_sign() throws IOException {
        RotatingSigner signer = signer(keys());
        assertThat(signer.validUntil()).isEmpty();
        self.set(Optional.of(descriptor(key(first, START))));
        assertThat(signer.validUntil()).contains(START.plus(Duration.ofDays(1)));
        now.set(START.plus(Duration.ofDays(1)));
        assertThat(signer.validUntil()).isEmpty();
    }

    private KeyFolder keys() throws IOException {
        return KeyFolder.in(folder, PASSPHRASE, nanos::get);
    }

    private RotatingSigner signer(KeyFolder keys) {
        return new RotatingSigner(keys::signers, self::get, now::get);
    }

    private PublicKey add(String file) throws IOException {
        return FileSigner.generate(folder.resolve(file), PASSPHRASE, PassphraseKind.RANDOM, RANDOM)
                .publicKey();
    }

    private static List<KeyId> ids(KeyFolder keys) {
        return keys.signers().stream().map(signer -> signer.publicKey().id()).toList();
    }

    private static SigningKey key(PublicKey key, Instant from) {
        return new SigningKey(key, from, START.plus(Duration.ofDays(1)));
    }

    private static Participant descriptor(SigningKey... keys) {
        List<SigningKey> all = List.of(keys);
        return new Participant(
                        "north",
                        ParticipantRole.UTILITY,
                        "",
                        Participants.spiffeId(ParticipantRole.UTILITY, "north"),
                        List.of(Hash.sha256(Hash.utf8("tls"))),
                        all,
                        Optional.empty(),
                        key(InMemorySigner.generate(RANDOM).publicKey(), START),
                        1)
                .with(KeyHistory.of(all));
    }
}
