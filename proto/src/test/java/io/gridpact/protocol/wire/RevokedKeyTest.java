package io.gridpact.protocol.wire;

import static io.gridpact.protocol.wire.ANetwork.VERIFIER;
import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.order.SealedOrderRules;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.sealing.SealingRules;
import io.gridpact.trade.v1.LoggedAttestation;
import io.gridpact.trade.v1.SealingProof;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// The worked example's trade, after one of its signers has revoked the key that it signed with.
class RevokedKeyTest {

    private static final Instant REVOKED = Instant.parse("2026-06-01T09:00:00Z");
    private static final Instant IN_TIME = REVOKED.plus(Duration.ofMinutes(15));
    private static final Instant TOO_LATE = IN_TIME.plusMillis(1);
    private static final Digest SELLERS = SealedOrderVectors.sellerAttestation().digest();
    private static final Digest BUYERS = SealedOrderVectors.buyerAttestation().digest();

    @Test
    void the_order_alone_is_believed_no_longer_whoever_revoked() {
        for (String signer : List.of("north", "south", "helio", "sunbird")) {
            assertThat(outcome(SealedOrderRules.verify(
                            SealedOrderWire.fromMessage(
                                    SealingProofVectors.withReceipt().getSealedOrder()),
                            revoked(signer),
                            VERIFIER)))
                    .as(signer)
                    .startsWith("SIGNATURE_INVALID");
        }
    }

    @Test
    void a_seller_utility_does_not_get_out_of_a_trade_that_the_buyer_utility_has_in_its_journal_in_time() {
        SealingProof.Builder proof =
                SealingProofVectors.withJournal(part -> {}).addCovers(minute(SELLERS, "south", "south", IN_TIME));

        assertThat(judged(proof, "north")).isEqualTo("accepted");
    }

    @Test
    void its_receipt_counts_no_more_without_a_cover_of_its_own() {
        SealingProof.Builder proof =
                SealingProofVectors.withReceipt().addCovers(minute(SELLERS, "south", "south", IN_TIME));
        Digest receipt = SealedOrderVectors.receipt().digest();

        assertThat(judged(proof, "north")).isEqualTo("SIGNATURE_INVALID signatures");
        assertThat(judged(proof.addCovers(minute(receipt, "south", "south", IN_TIME)), "north"))
                .isEqualTo("accepted");
    }

    @Test
    void a_buyer_utility_does_not_get_out_of_one_that_stands_in_its_own_journal_or_the_sellers() {
        assertThat(judged(SealingProofVectors.withJournal(part -> {}), "south")).isEqualTo("accepted");
        assertThat(judged(
                        SealingProofVectors.withReceipt().addCovers(minute(BUYERS, "north", "north", IN_TIME)),
                        "south"))
                .isEqualTo("accepted");
    }

    @Test
    void a_platform_does_not_get_out_of_one_that_a_utility_has_in_its_journal_in_time() {
        for (String platform : List.of("helio", "sunbird")) {
            assertThat(judged(
                            SealingProofVectors.withReceipt().addCovers(minute(SELLERS, "north", "north", IN_TIME)),
                            platform))
                    .isEqualTo("accepted");
        }
    }

    @Test
    void what_is_covered_only_by_a_root_that_was_logged_later_does_not_count() {
        assertThat(judged(
                        SealingProofVectors.withJournal(part -> {})
                                .addCovers(minute(SELLERS, "south", "south", TOO_LATE)),
                        "north"))
                .isEqualTo("SIGNATURE_INVALID seller_attestation");
        assertThat(judged(
                        SealingProofVectors.withReceipt().addCovers(minute(BUYERS, "north", "north", TOO_LATE)),
                        "south"))
                .isEqualTo("SIGNATURE_INVALID buyer_attestation");
    }

    @Test
    void a_journal_root_under_the_revoked_key_covers_nothing_once_it_was_logged_too_late() {
        assertThat(judged(
                        SealingProofVectors.withReceipt().addCovers(minute(BUYERS, "south", "south", TOO_LATE)),
                        "south"))
                .isEqualTo("SIGNATURE_INVALID covers[0].journal_root");
    }

    @Test
    void a_minute_of_somebody_else_or_with_a_root_that_somebody_else_signed_covers_nothing() {
        assertThat(judged(
                        SealingProofVectors.withJournal(part -> {})
                                .addCovers(minute(SELLERS, "east", "south", IN_TIME)),
                        "north"))
                .isEqualTo("INVALID_PROOF covers[0].journal_root.utility");
        assertThat(judged(
                        SealingProofVectors.withJournal(part -> {})
                                .addCovers(minute(SELLERS, "south", "north", IN_TIME)),
                        "north"))
                .isEqualTo("SIGNATURE_INVALID covers[0].journal_root");
    }

    @Test
    void a_minute_that_holds_something_else_covers_nothing() {
        Digest other = Hash.tagged("test-statement").integer(9).finish();

        assertThat(judged(
                        SealingProofVectors.withJournal(part -> {}).addCovers(minute(other, "south", "south", IN_TIME)),
                        "north"))
                .isEqualTo("SIGNATURE_INVALID seller_attestation");
    }

    @Test
    void a_proof_with_covers_survives_being_written_and_read() {
        SealingProof proof = SealingProofVectors.withReceipt()
                .addCovers(minute(BUYERS, "north", "north", IN_TIME))
                .build();

        assertThat(SealingWire.toMessage(SealingWire.proof(proof))).isEqualTo(proof);
    }

    private static LoggedAttestation.Builder minute(Digest held, String utility, String signer, Instant loggedAt) {
        Digest other = Hash.tagged("test-statement").integer(1).finish();
        return SealingProofVectors.minute(List.of(other, held, other), utility, signer, loggedAt);
    }

    private static String judged(SealingProof.Builder proof, String revoked) {
        return outcome(new SealingRules("arbiter", revoked(revoked), VERIFIER)
                .verify(SealingWire.proof(proof.build()), ANetwork.PROFILE));
    }

    private static String outcome(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Accepted ignored -> "accepted";
            case Verdict.Refused(Refusal refusal) -> refusal.reason() + " " + refusal.field();
        };
    }

    private static Function<String, Optional<Participant>> revoked(String signer) {
        return id -> ANetwork.DIRECTORY
                .apply(id)
                .map(found -> id.equals(signer)
                        ? found.revoked(ANetwork.signer(signer).publicKey().id(), REVOKED)
                        : found);
    }
}
