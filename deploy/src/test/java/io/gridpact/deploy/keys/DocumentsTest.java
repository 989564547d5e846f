package io.gridpact.deploy.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.deploy.network.NetworkFile.ProfileTerms;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.Identity;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.TermsWire;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {

    private static final Instant VALID_FROM = Instant.parse("2026-06-14T00:00:00Z");

    private final SecureRandom random = new SecureRandom();
    private final Documents documents = new Documents(VALID_FROM, random);

    @Test
    void a_certificate_names_its_participant_and_the_descriptor_pins_its_key(@TempDir Path folder) throws Exception {
        String spiffeId = Participants.spiffeId(ParticipantRole.PLATFORM, "helio");
        TlsCredential tls = TlsCredential.ensure(folder, spiffeId, Instant.now(), random);
        InMemorySigner root = InMemorySigner.generate(random);
        InMemorySigner signing = InMemorySigner.generate(random);
        Member member = new Member(
                "helio", ParticipantRole.PLATFORM, root, tls.pin(), Optional.of(signing.publicKey()), Optional.empty());

        Envelope descriptor = documents.descriptor(member, "", 1);
        Participant participant = DirectoryWire.participant(descriptor);

        assertThat(Identity.of(tls.certificate()).isOf(participant)).isTrue();
        assertThat(participant.signingKey(signing.publicKey().id(), VALID_FROM)).isPresent();
        assertThat(new SignatureVerifier()
                        .verify(
                                root.publicKey(),
                                descriptor,
                                descriptor.signatures().getFirst()))
                .isTrue();
    }

    @Test
    void a_credential_that_is_there_stays(@TempDir Path folder) throws Exception {
        String spiffeId = Participants.spiffeId(ParticipantRole.PLATFORM, "helio");
        TlsCredential made = TlsCredential.ensure(folder, spiffeId, Instant.now(), random);

        assertThat(TlsCredential.ensure(folder, spiffeId, Instant.now(), random))
                .isEqualTo(made);
    }

    @Test
    void the_default_profile_is_one_that_services_take() {
        Envelope profile = documents.profile("test", ProfileTerms.DEFAULT, InMemorySigner.generate(random));

        assertThat(TermsWire.profile(profile).name()).isEqualTo("test");
    }

    @Test
    void money_is_exact() {
        assertThat(Documents.money("EUR", new BigDecimal("0.171250")).getNanos())
                .isEqualTo(171_250_000);
        assertThat(Documents.money("INR", new BigDecimal("12")).getUnits()).isEqualTo(12);
    }
}
