package io.gridpact.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.Vectors;
import io.gridpact.protocol.envelope.CraftedSignatures.Crafted;
import io.gridpact.protocol.hash.Hash;
import java.math.BigInteger;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The one verification rule of PROTOCOL.md, section 3, pinned: what everyone must accept and refuse alike.
class VerificationRuleTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final String ACCEPTED = "ACCEPTED";
    private static final String REFUSED = "REFUSED";

    @Test
    void the_vectors_of_rfc_8032_hold() {
        for (Vectors.Row row : Vectors.table("ed25519/rfc8032.csv")) {
            InMemorySigner signer = InMemorySigner.ofSeed(row.bytes("seed"));

            assertThat(signer.publicKey().bytes()).as(row.toString()).isEqualTo(row.bytes("public_key"));
            assertThat(signer.sign(row.bytes("message"))).as(row.toString()).isEqualTo(row.bytes("signature"));
            assertThat(PublicKey.ed25519(row.bytes("public_key")).verify(row.bytes("message"), row.bytes("signature")))
                    .as(row.toString())
                    .isTrue();
        }
    }

    @Test
    void the_published_edge_cases_are_judged_as_pinned() {
        for (Vectors.Row row : Vectors.table("ed25519/taming-the-many-eddsas.csv")) {
            String judged = registration(row.bytes("public_key")) + ","
                    + verification(row.bytes("public_key"), row.bytes("message"), row.bytes("signature"));

            assertThat(judged).as("case %s", row).isEqualTo(row.text("registration") + "," + row.text("verification"));
        }
    }

    @Test
    void crafted_keys_and_signatures_are_judged_as_pinned() {
        StringBuilder table = new StringBuilder("""
                # Crafted keys and signatures, and what our rule (PROTOCOL.md, section 3) makes of them: registration of the
                # key first, then, where the key is registered, verification. `cofactorless` is what the equation without the
                # cofactor would say, which some libraries use: where it differs, a lying peer could make evidence that one
                # utility believes and another refuses. Ours; see Vectors.
                name,message,public_key,signature,registration,verification,cofactorless
                """);
        for (Crafted crafted : CraftedSignatures.all()) {
            table.append(String.join(
                            ",",
                            crafted.name(),
                            HEX.formatHex(crafted.message()),
                            HEX.formatHex(crafted.publicKey()),
                            HEX.formatHex(crafted.signature()),
                            registration(crafted.publicKey()),
                            verification(crafted.publicKey(), crafted.message(), crafted.signature()),
                            cofactorless(crafted)))
                    .append('\n');
        }
        Vectors.check("ed25519/crafted.csv", table.toString());
    }

    private static String registration(byte[] publicKey) {
        try {
            PublicKey.ed25519(publicKey);
            return ACCEPTED;
        } catch (MalformedKeyException refused) {
            return refused.reason().name();
        }
    }

    private static String verification(byte[] publicKey, byte[] message, byte[] signature) {
        if (!registration(publicKey).equals(ACCEPTED)) {
            return "-";
        }
        return PublicKey.ed25519(publicKey).verify(message, signature) ? ACCEPTED : REFUSED;
    }

    private static String cofactorless(Crafted crafted) {
        if (crafted.publicKey().length != 32 || crafted.signature().length != 64) {
            return REFUSED;
        }
        return EdwardsPoint.holds(crafted.publicKey(), crafted.message(), crafted.signature(), BigInteger.ONE)
                ? ACCEPTED
                : REFUSED;
    }

    @Test
    void schoolbook_arithmetic_judges_all_vectors_the_same() {
        for (String file : new String[] {"ed25519/taming-the-many-eddsas.csv", "ed25519/crafted.csv"}) {
            for (Vectors.Row row : Vectors.table(file)) {
                if (row.bytes("public_key").length != 32 || row.bytes("signature").length != 64) {
                    continue;
                }
                boolean isKey = EdwardsPoint.isKey(row.bytes("public_key"));
                assertThat(isKey)
                        .as("key of %s", row)
                        .isEqualTo(row.text("registration").equals(ACCEPTED));
                boolean holds = EdwardsPoint.holds(
                        row.bytes("public_key"), row.bytes("message"), row.bytes("signature"), EdwardsPoint.EIGHT);
                assertThat(isKey && holds)
                        .as("%s", row)
                        .isEqualTo(row.text("verification").equals(ACCEPTED));
            }
        }
    }

    @Test
    void signatures_with_a_part_of_small_order_anywhere_are_judged_as_by_schoolbook_arithmetic() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 60; i++) {
            byte[] message = new byte[random.nextInt(100)];
            random.nextBytes(message);
            BigInteger secret = new BigInteger(252, random);
            BigInteger nonce = random.nextInt(4) == 0 ? BigInteger.ZERO : new BigInteger(252, random);
            byte[] publicKey = EdwardsPoint.BASE.times(secret).encode();
            EdwardsPoint torsion = EdwardsPoint.ORDER_8.times(BigInteger.valueOf(random.nextInt(8)));
            byte[] r = EdwardsPoint.BASE.times(nonce).plus(torsion).encode();
            BigInteger k = EdwardsPoint.challenge(r, publicKey, message);
            BigInteger wrong = random.nextInt(4) == 0 ? BigInteger.TWO.pow(random.nextInt(252)) : BigInteger.ZERO;
            BigInteger s = nonce.add(k.multiply(secret)).add(wrong).mod(EdwardsPoint.L);
            byte[] signature = HEX.parseHex(HEX.formatHex(r) + HEX.formatHex(EdwardsPoint.littleEndian(s)));

            assertThat(PublicKey.ed25519(publicKey).verify(message, signature))
                    .as("seed %s, round %s", seed, i)
                    .isEqualTo(wrong.signum() == 0)
                    .isEqualTo(EdwardsPoint.holds(publicKey, message, signature, EdwardsPoint.EIGHT));
        }
    }

    @Test
    void a_key_id_is_the_hash_of_algorithm_and_key() {
        PublicKey key = InMemorySigner.ofSeed(new byte[32]).publicKey();

        assertThat(key.id())
                .isEqualTo(new KeyId(
                        Hash.tagged("key").text("ED25519").bytes(key.bytes()).finish()));
        assertThat(PublicKey.of(KeyAlgorithm.ED25519, key.bytes()))
                .isEqualTo(key)
                .hasSameHashCodeAs(key);
    }
}
