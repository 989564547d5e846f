package io.gridpact.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.FixedRandom;
import io.gridpact.protocol.Vectors;
import io.gridpact.protocol.envelope.MalformedKeyException.Reason;
import io.gridpact.protocol.hash.Hash;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HpkeTest {

    private static final byte[] AAD = Hash.utf8("order, role, platform, utility");
    private static final byte[] PLAINTEXT = Hash.utf8("salt and customer id");

    private final SecureRandom random = new FixedRandom(7);
    private final HpkePrivateKey utility = HpkePrivateKey.generate(random);
    private final HpkePrivateKey other = HpkePrivateKey.generate(random);

    @Test
    void the_vector_of_rfc_9180_holds_both_ways() throws OpeningDamagedException {
        for (Vectors.Row row : Vectors.table("hpke/rfc9180-a2.csv")) {
            HpkePrivateKey recipient = HpkePrivateKey.of(row.bytes("recipient_key"));
            assertThat(recipient.publicKey()).isEqualTo(row.bytes("recipient_public_key"));

            SealedBytes sealed = Hpke.seal(
                    recipient.publicKey(),
                    row.bytes("info"),
                    row.bytes("aad"),
                    row.bytes("plaintext"),
                    new FixedRandom(row.bytes("ephemeral_key")));

            assertThat(sealed).isEqualTo(new SealedBytes(row.bytes("encapsulated_key"), row.bytes("ciphertext")));
            assertThat(Hpke.open(recipient, row.bytes("info"), sealed, row.bytes("aad")))
                    .isEqualTo(row.bytes("plaintext"));
        }
    }

    @Test
    void the_golden_vectors_hold() throws OpeningDamagedException {
        HexFormat hex = HexFormat.of();
        StringBuilder table = new StringBuilder("""
                # Openings as PROTOCOL.md, section 5, seals them: HPKE base mode, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256,
                # ChaCha20Poly1305, info `gridpact/opening/v1`. Ours; see Vectors.
                name,recipient_key,aad,plaintext,encapsulated_key,ciphertext
                """);
        SecureRandom fixed = new FixedRandom(11);
        for (String plaintext : new String[] {"", "a", "salt and customer id"}) {
            byte[] key = new byte[HpkePrivateKey.BYTES];
            fixed.nextBytes(key);
            HpkePrivateKey recipient = HpkePrivateKey.of(key);
            SealedBytes sealed = Hpke.seal(recipient.publicKey(), AAD, Hash.utf8(plaintext), fixed);
            table.append(String.join(
                            ",",
                            plaintext.length() + " bytes",
                            hex.formatHex(key),
                            hex.formatHex(AAD),
                            hex.formatHex(Hash.utf8(plaintext)),
                            hex.formatHex(sealed.encapsulatedKey()),
                            hex.formatHex(sealed.ciphertext())))
                    .append('\n');
        }
        Vectors.check("hpke/openings.csv", table.toString());
        for (Vectors.Row row : Vectors.table("hpke/openings.csv")) {
            SealedBytes sealed = new SealedBytes(row.bytes("encapsulated_key"), row.bytes("ciphertext"));
            assertThat(Hpke.open(HpkePrivateKey.of(row.bytes("recipient_key")), sealed, row.bytes("aad")))
                    .isEqualTo(row.bytes("plaintext"));
        }
    }

    @Test
    void the_same_opening_is_never_sealed_the_same_way() {
        assertThat(Hpke.seal(utility.publicKey(), AAD, PLAINTEXT, random))
                .isNotEqualTo(Hpke.seal(utility.publicKey(), AAD, PLAINTEXT, random));
    }

    @Test
    void damage_anywhere_is_noticed() {
        SealedBytes sealed = Hpke.seal(utility.publicKey(), AAD, PLAINTEXT, random);
        for (int i = 0; i < sealed.ciphertext().length; i++) {
            byte[] damaged = sealed.ciphertext().clone();
            damaged[i] ^= 0x20;
            assertDamaged(utility, new SealedBytes(sealed.encapsulatedKey(), damaged), AAD);
            assertDamaged(
                    utility, new SealedBytes(sealed.encapsulatedKey(), Arrays.copyOf(sealed.ciphertext(), i)), AAD);
        }
        for (int i = 0; i < sealed.encapsulatedKey().length; i++) {
            byte[] damaged = sealed.encapsulatedKey().clone();
            damaged[i] ^= 0x20;
            assertDamaged(utility, new SealedBytes(damaged, sealed.ciphertext()), AAD);
            assertDamaged(
                    utility, new SealedBytes(Arrays.copyOf(sealed.encapsulatedKey(), i), sealed.ciphertext()), AAD);
        }
    }

    @Test
    void what_was_sealed_for_another_utility_or_order_does_not_open() {
        SealedBytes sealed = Hpke.seal(utility.publicKey(), AAD, PLAINTEXT, random);

        assertDamaged(other, sealed, AAD);
        assertDamaged(utility, sealed, Hash.utf8("another order"));
        assertDamaged(utility, sealed, new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
            })
    void points_of_small_order_are_refused(String hex) {
        byte[] smallOrder = HexFormat.of().parseHex(hex);

        assertDamaged(utility, new SealedBytes(smallOrder, new byte[40]), AAD);
        assertThatThrownBy(() -> Hpke.seal(smallOrder, AAD, PLAINTEXT, random))
                .isInstanceOfSatisfying(MalformedKeyException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(Reason.NOT_A_POINT_OR_OF_SMALL_ORDER));
    }

    @Test
    void keys_of_another_length_are_refused() {
        assertThatThrownBy(() -> Hpke.seal(new byte[31], AAD, PLAINTEXT, random))
                .isInstanceOf(MalformedKeyException.class);
        assertThatThrownBy(() -> HpkePrivateKey.of(new byte[33])).isInstanceOf(MalformedKeyException.class);
    }

    private static void assertDamaged(HpkePrivateKey key, SealedBytes sealed, byte[] aad) {
        assertThatThrownBy(() -> Hpke.open(key, sealed, aad)).isInstanceOf(OpeningDamagedException.class);
    }
}
