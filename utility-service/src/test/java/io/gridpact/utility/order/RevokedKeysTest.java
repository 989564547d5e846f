package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import io.gridpact.utility.node.Salts;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two utilities on real databases, one of which changes its signing key, or revokes it to get out of a trade.
class RevokedKeysTest {

    private static final Instant START = ANetwork.WINDOW.start();
    private static final Instant REVOKED = ANetwork.NOW.plus(Duration.ofMinutes(5));

    private final ASealingNetwork network = new ASealingNetwork();
    private final ASealingUtility north = network.at("north");
    private final ASealingUtility south = network.at("south");

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void while_a_key_is_renewed_no_trade_is_refused_and_each_key_signs_in_its_time() {
        List<AnOrder> orders = new ArrayList<>();
        network.renewKey("north", ANetwork.NOW.plusSeconds(120));
        for (int second = 0; second < 240; second += 12) {
            network.advanceTo(ANetwork.NOW.plusSeconds(second));
            orders.add(network.traded(100));
        }
        network.advanceTo(ANetwork.WINDOW.end());

        assertThat(orders).allSatisfy(order -> assertStates("DELIVERED", order));
        assertThat(signers("seller_attestation")).containsExactlyInAnyOrder(key("north"), key("north next"));
        assertAgreed(orders.size());
    }

    @Test
    void a_seller_utility_that_revokes_its_key_after_attesting_does_not_get_out() {
        AnOrder order = network.traded(1_000);
        leave("north", REVOKED);

        network.advanceTo(START);
        assertThat(south.state(order))
                .as("deposited, with its own journal as proof")
                .isEqualTo("SEALED");
        comeBack("north");

        assertStates("DELIVERED", order);
        assertAgreed(1);
    }

    @Test
    void a_buyer_utility_that_revokes_its_key_after_attesting_does_not_get_out() {
        AnOrder order = network.traded(1_000);
        leave("south", REVOKED);

        network.advanceTo(START);
        assertThat(north.state(order))
                .as("deposited, with its own journal as proof")
                .isEqualTo("SEALED");
        comeBack("south");

        assertStates("DELIVERED", order);
        assertAgreed(1);
    }

    @Test
    void a_platform_that_revokes_its_key_does_not_get_out_either() {
        AnOrder order = network.traded(1_000);
        network.advanceTo(REVOKED);
        network.revoke("helio", REVOKED);
        network.putToSleep("north");

        network.advanceTo(START);
        assertThat(south.state(order)).isEqualTo("SEALED");
        comeBack("north");
        assertStates("DELIVERED", order);
    }

    @Test
    void what_only_a_root_covers_that_was_logged_later_than_fifteen_minutes_after_is_not_taken() {
        AnOrder order = network.traded(1_000);
        leave("north", ANetwork.NOW.minus(Duration.ofMinutes(20)));

        network.advanceTo(START);

        assertThat(network.deposits.deposits()).isZero();
        assertThat(south.state(order)).isEqualTo("VOID");
    }

    @Test
    void equal_lists_are_sealed_whatever_is_revoked_after_and_nobody_is_accused() {
        AnOrder order = network.traded(1_000);
        network.advanceTo(ANetwork.GATE_CLOSURE.minusSeconds(60));
        network.cutOff("south");
        network.advanceTo(ANetwork.GATE_CLOSURE.plusSeconds(60));
        network.renewKey("north", ANetwork.NOW);
        network.revoke("north", network.clock.instant());
        network.reconnect("south");

        network.advanceTo(ANetwork.WINDOW.end());

        assertStates("DELIVERED", order);
        assertThat(south.alarms.after(0, 100)).isEmpty();
        assertAgreed(1);
    }

    @Test
    void what_a_revoked_key_signs_is_refused_and_dating_it_back_helps_nothing() {
        network.advanceTo(REVOKED);
        network.revoke("north", REVOKED);
        AnOrder order = AnOrder.ofItsOwn();
        Attester thief = new Attester("north", ANetwork.signer("north"), Salts.secure());
        for (Instant claimed : List.of(REVOKED, ANetwork.NOW, REVOKED.plusSeconds(1))) {
            var attestation = thief.attest(
                    order.digest(),
                    new Judgement.Accepted(List.of(), agreement(), Set.of()),
                    TradeRole.SELLER,
                    claimed);
            assertThatThrownBy(() -> south.countersignOrder.countersign(
                            order.consented(), attestation, Objects.requireNonNull(order.buyerOpening())))
                    .isInstanceOfSatisfying(RefusedException.class, refused -> {
                        assertThat(refused.refusal().reason()).isEqualTo(Reason.SIGNATURE_INVALID);
                        assertThat(refused.refusal().field()).isEqualTo("seller_attestation");
                    });
        }
        assertThat(south.state(order)).isEqualTo("none");
    }

    @Test
    void an_old_signature_is_not_taken_again_under_a_revoked_key() {
        network.loseAnswers(true);
        AnOrder order = AnOrder.ofItsOwn();
        var unanswered = north.confirm(order);
        assertThat(unanswered).isNotInstanceOf(Confirmation.Signed.class);
        var attestation = AttestationWire.signed(EnvelopeWire.parse(
                hex(north.stored
                        .database()
                        .rows("select encode(seller_attestation, 'hex') from trade")
                        .getFirst()),
                Fields.of(Reason.INTERNAL)));
        AnOrder another = AnOrder.ofItsOwn();
        network.advanceTo(REVOKED);
        network.revoke("north", REVOKED);

        for (AnOrder replayed : List.of(order, another)) {
            assertThatThrownBy(() -> south.countersignOrder.countersign(
                            replayed.consented(), attestation, Objects.requireNonNull(replayed.buyerOpening())))
                    .isInstanceOf(RefusedException.class);
        }
        assertThat(south.state(another)).isEqualTo("none");
    }

    /// It rotates, revokes its first key, and lets nobody hear of it any more.
    private void leave(String utility, Instant revokedAt) {
        network.advanceTo(REVOKED);
        network.renewKey(utility, ANetwork.NOW);
        network.revoke(utility, revokedAt);
        network.putToSleep(utility);
    }

    private void comeBack(String utility) {
        network.advanceTo(START.plusSeconds(600));
        network.wake(utility);
        network.advanceTo(ANetwork.WINDOW.end());
    }

    private List<KeyId> signers(String column) {
        return north.stored.database().rows("select encode(%s, 'hex') from trade".formatted(column)).stream()
                .map(row -> EnvelopeWire.parse(hex(row), Fields.of(Reason.INTERNAL))
                        .signatures()
                        .getFirst()
                        .keyId())
                .distinct()
                .toList();
    }

    private static byte[] hex(String hex) {
        return java.util.HexFormat.of().parseHex(hex);
    }

    private static KeyId key(String name) {
        return ANetwork.signer(name).publicKey().id();
    }

    private static io.gridpact.protocol.hash.Digest agreement() {
        return ANetwork.agreement("north", "south").digest();
    }

    private void assertStates(String state, AnOrder... orders) {
        for (AnOrder order : orders) {
            assertThat(List.of(north.state(order), south.state(order))).containsOnly(state);
        }
    }

    private void assertAgreed(int trades) {
        assertThat(north.sealed()).hasSize(trades).isEqualTo(south.sealed());
        assertThat(north.findings()).isEmpty();
        assertThat(south.findings()).isEmpty();
    }
}
