package io.gridpact.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusClaimWire;
import io.gridpact.status.v1.StatusVerdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusClaimTest {

    private static final Fields AT = Fields.of(Reason.INVALID_PROOF);
    private static final Instant START = AWindow.WINDOW.start();
    private static final StatusDeadlines DUE = new StatusDeadlines(
            START.plus(Duration.ofHours(3)), START.plus(Duration.ofHours(5)), START.plus(Duration.ofHours(7)));

    @ParameterizedTest
    @EnumSource(TradeRole.class)
    void golden_subject_and_claim(TradeRole role) {
        SideTerms terms = AWindow.terms(role, role == TradeRole.SELLER ? "north" : "south", 2_000);
        Digest subject = StatusClaim.subject(terms);
        String claimant = role == TradeRole.SELLER ? "south" : "north";
        byte[] payload = StatusClaimWire.claimPayload(
                claimant, terms.utility(), role.direction(), START, subject, AWindow.salt(4));

        StatusClaim claim = StatusClaimWire.claim(envelope(StatusClaim.PAYLOAD_TYPE, payload), AT);

        assertThat(claim.subject()).isEqualTo(subject);
        assertThat(claim.direction()).isEqualTo(role.direction());
        String situation = "a claim of a " + role.name().toLowerCase(Locale.ROOT) + "s status";
        VectorFile.of(situation)
                .with("order", terms.order())
                .with("revision", terms.revision())
                .with("role", terms.role())
                .with("utility", terms.utility())
                .with("meter_key_id", terms.meterKeyId().value())
                .with("window_start", START)
                .with("contract_wh", terms.contractWh())
                .with("cap_wh", terms.capWh())
                .with("cannot_sign", "0")
                .with("subject", subject)
                .with("payload", (Object) payload)
                .check("claim", situation);
    }

    @ParameterizedTest
    @EnumSource(StatusStanding.Verdict.class)
    void golden_standing(StatusStanding.Verdict verdict) {
        StatusClaim claim = claim();
        Optional<Digest> status =
                verdict == StatusStanding.Verdict.SHOWN ? Optional.of(AWindow.order(3)) : Optional.empty();
        byte[] payload =
                StatusClaimWire.standingPayload("arbiter", claim, verdict, status, DUE.buyerStatus(), AWindow.salt(5));

        StatusStanding standing = StatusClaimWire.standing(envelope(StatusStanding.PAYLOAD_TYPE, payload), AT);

        assertThat(standing.verdict()).isEqualTo(verdict);
        assertThat(standing.status()).isEqualTo(status);
        assertThat(standing.answers(claim)).isTrue();
        assertThat(verdict.countsAsSilent()).isEqualTo(status.isEmpty());
        String situation = "a claim that is " + verdict.name().toLowerCase(Locale.ROOT);
        VectorFile.of(situation).with("payload", (Object) payload).check("claim", situation);
    }

    @Test
    void every_part_of_the_terms_makes_another_subject() {
        SideTerms terms = AWindow.terms(TradeRole.SELLER, "north", 2_000);
        List<SideTerms> all = List.of(
                terms,
                terms.cappedAt(1_999),
                AWindow.terms(TradeRole.BUYER, "north", 2_000),
                AWindow.terms(TradeRole.SELLER, "south", 2_000),
                with(terms, 1, terms.contractWh(), false),
                with(terms, 0, terms.contractWh() + 1, false),
                with(terms, 0, terms.contractWh(), true));

        Set<Digest> subjects = new HashSet<>();
        all.forEach(each -> subjects.add(StatusClaim.subject(each)));

        assertThat(subjects).hasSize(all.size());
    }

    @Test
    void another_cap_leaves_everything_else_as_it_was_attested() {
        SideTerms terms = with(AWindow.terms(TradeRole.SELLER, "north", 2_000), 3, 4_000, true);

        assertThat(terms.cappedAt(0))
                .isEqualTo(new SideTerms(
                        terms.order(), 3, terms.role(), "north", terms.meterKeyId(), terms.window(), 4_000, 0, true));
    }

    @Test
    void claims_count_from_15_minutes_after_a_deadline_until_they_can_be_answered_before_the_next() {
        assertThat(StatusClaim.from(Direction.INJECTION, DUE))
                .isEqualTo(DUE.sellerStatus().plusSeconds(900));
        assertThat(StatusClaim.until(Direction.INJECTION, DUE))
                .isEqualTo(DUE.buyerStatus().minusSeconds(1_800));
        assertThat(StatusClaim.from(Direction.CONSUMPTION, DUE))
                .isEqualTo(DUE.buyerStatus().plusSeconds(900));
        assertThat(StatusClaim.until(Direction.CONSUMPTION, DUE))
                .isEqualTo(DUE.settlement().minusSeconds(1_800));
    }

    /// *Attack:* the word on one claim is shown as the word on another.
    @Test
    void a_standing_answers_the_claim_that_it_names_and_no_other() {
        StatusClaim claim = claim();
        StatusStanding standing = standing(StatusVerdict.STATUS_VERDICT_UNANSWERED, new byte[0]);

        assertThat(standing.answers(claim)).isTrue();
        for (StatusClaim other : List.of(
                claim("east", "north", Direction.INJECTION, START, AWindow.ORDER),
                claim("south", "east", Direction.INJECTION, START, AWindow.ORDER),
                claim("south", "north", Direction.CONSUMPTION, START, AWindow.ORDER),
                claim("south", "north", Direction.INJECTION, START.plusSeconds(3_600), AWindow.ORDER),
                claim("south", "north", Direction.INJECTION, START, AWindow.order(3)))) {
            assertThat(standing.answers(other)).as(other.toString()).isFalse();
        }
    }

    private static StatusClaim claim(
            String utility, String peer, Direction direction, Instant windowStart, Digest subject) {
        return new StatusClaim(AWindow.ORDER, utility, peer, direction, windowStart, subject);
    }

    @Test
    void what_is_malformed_is_refused_with_its_field() {
        refusedAt(
                "peer",
                () -> StatusClaimWire.claim(
                        envelope(
                                StatusClaim.PAYLOAD_TYPE,
                                StatusClaimWire.claimPayload(
                                        "north", "north", Direction.INJECTION, START, AWindow.ORDER, AWindow.salt(4))),
                        AT));
        refusedAt(
                "salt",
                () -> StatusClaimWire.claim(
                        envelope(
                                StatusClaim.PAYLOAD_TYPE,
                                StatusClaimWire.claimPayload(
                                        "north", "south", Direction.INJECTION, START, AWindow.ORDER, new byte[15])),
                        AT));
        refusedAt("status_digest", () -> standing(StatusVerdict.STATUS_VERDICT_UNANSWERED, AWindow.ORDER.bytes()));
        refusedAt("status_digest", () -> standing(StatusVerdict.STATUS_VERDICT_SHOWN, new byte[0]));
        refusedAt("verdict", () -> standing(StatusVerdict.STATUS_VERDICT_UNSPECIFIED, new byte[0]));
    }

    private static StatusStanding standing(StatusVerdict verdict, byte[] status) {
        byte[] payload;
        try {
            payload = io.gridpact.status.v1.StatusStanding.parseFrom(StatusClaimWire.standingPayload(
                            "arbiter",
                            claim(),
                            StatusStanding.Verdict.INVALID,
                            Optional.empty(),
                            DUE.buyerStatus(),
                            AWindow.salt(5)))
                    .toBuilder()
                    .setVerdict(verdict)
                    .setStatusDigest(ByteString.copyFrom(status))
                    .build()
                    .toByteArray();
        } catch (InvalidProtocolBufferException impossible) {
            throw new AssertionError(impossible);
        }
        return StatusClaimWire.standing(envelope(StatusStanding.PAYLOAD_TYPE, payload), AT);
    }

    private static void refusedAt(String field, Runnable call) {
        assertThatThrownBy(call::run).isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(
                        refused.refusal().field())
                .isEqualTo(field));
    }

    private static StatusClaim claim() {
        byte[] payload = StatusClaimWire.claimPayload(
                "south", "north", Direction.INJECTION, START, AWindow.ORDER, AWindow.salt(4));
        return StatusClaimWire.claim(envelope(StatusClaim.PAYLOAD_TYPE, payload), AT);
    }

    private static SideTerms with(SideTerms terms, long revision, long contractWh, boolean cannotSign) {
        return new SideTerms(
                terms.order(),
                revision,
                terms.role(),
                terms.utility(),
                terms.meterKeyId(),
                terms.window(),
                contractWh,
                terms.capWh(),
                cannotSign);
    }

    private static Envelope envelope(String type, byte[] payload) {
        return new Envelope(type, payload, List.of());
    }
}
