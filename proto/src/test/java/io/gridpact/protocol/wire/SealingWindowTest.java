package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.order.SealedOrder;
import io.gridpact.protocol.order.SealedUpdate;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.sealing.SealingRules;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Into which windows' lists a proof of sealing brings its trade, and under which profiles it counts.
class SealingWindowTest {

    private static final SealingProof PROOF =
            SealingWire.proof(SealingProofVectors.withReceipt().build());
    private static final Instant START = ANetwork.WINDOW.start();
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest(name = "windows of {0} minutes, gate closure {1} minutes before")
    @CsvSource({
        "60, 15, accepted",
        "60, 30, accepted",
        "60, 31, INVALID_PROOF expires_millis",
        "30, 15, INVALID_PROOF window_start_millis",
        "120, 15, INVALID_PROOF window_start_millis"
    })
    void a_proof_counts_if_the_profile_has_the_orders_window_and_time(long minutes, long gate, String outcome) {
        NetworkProfile profile = ANetwork.PROFILE;
        Deadlines due = Deadlines.DEFAULT;
        NetworkProfile other = new NetworkProfile(
                profile.digest(),
                profile.name(),
                Duration.ofMinutes(minutes),
                profile.allocationRule(),
                profile.toleranceBasisPoints(),
                new Deadlines(
                        Duration.ofMinutes(gate),
                        due.sealedDigestAfterGateClosure(),
                        due.readingsAfterEnd(),
                        due.sellerStatusAfterEnd(),
                        due.buyerStatusAfterEnd(),
                        due.settlementAfterEnd(),
                        due.evidenceAfterEnd()),
                profile.fallback(),
                profile.finalityDays());

        assertThat(verdict(PROOF, other)).isEqualTo(outcome);
    }

    @Test
    void a_trade_within_one_utility_has_nobody_to_be_shown_to() {
        byte[] payload = ANetwork.made(ANetwork.draft("helio", "sunbird", "north", "north"))
                .payload();
        ConsentedOrder within =
                OrderWire.consented(payload, ANetwork.consent(payload, "helio"), ANetwork.consent(payload, "sunbird"));
        SealedOrder sealed = new SealedOrder(
                within, PROOF.sealed().sellerAttestation(), PROOF.sealed().buyerAttestation());

        assertThat(verdict(new SealingProof(sealed, PROOF.evidence()), ANetwork.PROFILE))
                .isEqualTo("INVALID_PROOF sealed_order");
    }

    @Test
    void an_orders_proof_is_of_its_own_window_alone() {
        assertThat(PROOF.isOfWindow(START)).isTrue();
        assertThat(PROOF.isOfWindow(START.plus(HOUR))).isFalse();
        assertThat(PROOF.isOfWindow(START.minus(HOUR))).isFalse();
    }

    /// Whoever holds the revision before must be told that it stands no more; a window that comes earlier is decided
    /// before the one that was left.
    @Test
    void a_moved_trade_is_of_its_new_window_and_of_the_one_that_it_left_if_that_comes_first() {
        SealingProof later = moved(START.plus(HOUR));
        SealingProof earlier = moved(START.minus(HOUR));

        assertThat(later.isOfWindow(START.plus(HOUR))).isTrue();
        assertThat(later.isOfWindow(START)).isTrue();
        assertThat(earlier.isOfWindow(START.minus(HOUR))).isTrue();
        assertThat(earlier.isOfWindow(START)).isFalse();
    }

    @Test
    void an_updates_proof_names_its_own_attestations() {
        SealingProof moved = moved(START.plus(HOUR));

        assertThat(moved.buyerAttestation())
                .isEqualTo(UpdateVectors.buyerAttestation().digest());
        assertThat(PROOF.buyerAttestation())
                .isEqualTo(SealedOrderVectors.buyerAttestation().digest());
        assertThat(moved.leaf()).isNotEqualTo(PROOF.leaf());
    }

    private static SealingProof moved(Instant start) {
        Update update = UpdateWire.update(UpdateVectors.update());
        Update moved = new Update(
                update.digest(),
                update.orderDigest(),
                update.follows(),
                update.followsSellerAttestation(),
                update.followsBuyerAttestation(),
                START,
                update.kind(),
                update.reason(),
                update.askedBy(),
                DeliveryWindow.startingAt(start, HOUR),
                update.quantityWh(),
                update.created());
        SealedUpdate sealed = new SealedUpdate(
                moved,
                UpdateVectors.update(),
                UpdateWire.signed(UpdateVectors.sellerAttestation()),
                UpdateWire.signed(UpdateVectors.buyerAttestation()));
        return new SealingProof(PROOF.sealed(), Optional.of(sealed), PROOF.evidence());
    }

    private static String verdict(SealingProof proof, NetworkProfile profile) {
        return VectorFile.outcome(
                new SealingRules("arbiter", ANetwork.DIRECTORY, ANetwork.VERIFIER).verify(proof, profile));
    }
}
