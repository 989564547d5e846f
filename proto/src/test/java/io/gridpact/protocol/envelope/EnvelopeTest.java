package io.gridpact.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.FixedRandom;
import io.gridpact.protocol.hash.Hash;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnvelopeTest {

    private static final String TYPE = "gridpact/order/v1";
    private static final byte[] PAYLOAD = Hash.utf8("an order");

    private final Signer north =
            InMemorySigner.ofSeed(Hash.sha256(Hash.utf8("north")).bytes());
    private final Signer south =
            InMemorySigner.ofSeed(Hash.sha256(Hash.utf8("south")).bytes());
    private final SignatureVerifier verifier = new SignatureVerifier();

    @Test
    void the_pre_authentication_encoding_is_the_published_one() {
        byte[] encoding = Dsse.preAuthenticationEncoding("http://example.com/HelloWorld", Hash.utf8("hello world"));

        assertThat(new String(encoding, StandardCharsets.UTF_8))
                .isEqualTo("DSSEv1 29 http://example.com/HelloWorld 11 hello world");
    }

    @Test
    void lengths_are_of_bytes_not_of_characters() {
        byte[] encoding = Dsse.preAuthenticationEncoding("ü", new byte[0]);

        assertThat(encoding).isEqualTo("DSSEv1 2 ü 0 ".getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void a_signed_envelope_verifies_under_its_signers_key_only() {
        Envelope envelope = Envelopes.sign(TYPE, PAYLOAD, north);
        Signature signature = envelope.signatures().getFirst();

        assertThat(verifier.verify(north.publicKey(), envelope, signature)).isTrue();
        assertThat(verifier.verify(north.publicKey(), TYPE, PAYLOAD, signature)).isTrue();
        assertThat(verifier.verify(south.publicKey(), envelope, signature)).isFalse();
        assertThat(verifier.verify(north.publicKey(), "gridpact/query/v1", PAYLOAD, signature))
                .isFalse();
        assertThat(verifier.verify(north.publicKey(), TYPE, Hash.utf8("an ordeR"), signature))
                .isFalse();
    }

    @Test
    void a_right_signature_that_claims_another_key_is_refused() {
        Signature right = Envelopes.signature(TYPE, PAYLOAD, north);
        Signature claimed = new Signature(south.publicKey().id(), right.sig(), null);

        assertThat(verifier.verify(north.publicKey(), TYPE, PAYLOAD, claimed)).isFalse();
        assertThat(verifier.verify(south.publicKey(), TYPE, PAYLOAD, claimed)).isFalse();
    }

    @Test
    void a_new_key_is_made_of_the_random_bytes_and_nothing_else() {
        byte[] seed = Hash.sha256(Hash.utf8("random")).bytes();

        InMemorySigner made = InMemorySigner.generate(new FixedRandom(seed));

        assertThat(made.publicKey()).isEqualTo(InMemorySigner.ofSeed(seed).publicKey());
        assertThat(made.seed()).isEqualTo(seed);
        assertThat(made.publicKey()).isNotEqualTo(north.publicKey());
        assertThat(made.publicKey().algorithm()).isEqualTo(KeyAlgorithm.ED25519);
    }

    @Test
    void an_envelope_is_another_by_each_of_its_parts() {
        Signature signature = Envelopes.signature(TYPE, PAYLOAD, north);
        Envelope envelope = new Envelope(TYPE, PAYLOAD, List.of(signature));

        assertThat(envelope).isEqualTo(new Envelope(TYPE, PAYLOAD.clone(), List.of(signature)));
        assertThat(envelope).isNotEqualTo(new Envelope("gridpact/query/v1", PAYLOAD, List.of(signature)));
        assertThat(envelope).isNotEqualTo(new Envelope(TYPE, Hash.utf8("another"), List.of(signature)));
        assertThat(envelope).isNotEqualTo(new Envelope(TYPE, PAYLOAD, List.of()));
    }

    @Test
    void the_digest_is_of_what_was_signed_whoever_signed_it() {
        Envelope once = Envelopes.sign(TYPE, PAYLOAD, north);
        Envelope twice = once.with(Envelopes.signature(TYPE, PAYLOAD, south));

        assertThat(twice.digest()).isEqualTo(once.digest()).isEqualTo(Dsse.digest(TYPE, PAYLOAD));
        assertThat(twice.signatures()).hasSize(2);
        assertThat(twice).isNotEqualTo(once);
        assertThat(Envelopes.sign(TYPE, PAYLOAD, north)).isEqualTo(once).hasSameHashCodeAs(once);
        assertThat(new Envelope("gridpact/query/v1", PAYLOAD, List.of()).digest())
                .isNotEqualTo(once.digest());
    }
}
