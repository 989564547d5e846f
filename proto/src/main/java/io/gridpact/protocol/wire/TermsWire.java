package io.gridpact.protocol.wire;

import com.google.protobuf.ByteString;
import io.gridpact.directory.v1.BilateralAgreement;
import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.MissingReadingFallback;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.SettlementMode;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.refusal.Reason;
import java.time.Duration;
import java.util.Set;

/// The network profile and agreements from signed payloads and to payloads that are to be signed. Whether the
/// signatures hold is asked of `DescriptorRules`.
///
/// A malformed one is `INVALID_REQUEST` with a path that begins in the payload.
public final class TermsWire {

    public static final int MAX_NAME_CHARACTERS = 64;

    public static final int MAX_BASIS_POINTS = 10_000;

    public static final int MAX_FINALITY_DAYS = 365;

    /// Longest offset of a deadline: thirty days.
    public static final int MAX_DEADLINE_MINUTES = 30 * 24 * 60;

    private static final Set<Integer> WINDOW_MINUTES = Set.of(15, 30, 60, 120);

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);

    private TermsWire() {}

    public static NetworkProfile profile(Envelope profile) {
        io.gridpact.directory.v1.NetworkProfile message = EnvelopeWire.payload(
                profile, NetworkProfile.PAYLOAD_TYPE, io.gridpact.directory.v1.NetworkProfile.parser(), REQUEST);
        REQUEST.salt("salt", message.getSalt());
        REQUEST.require(WINDOW_MINUTES.contains(message.getWindowMinutes()), "window_minutes", "not 15, 30, 60 or 120");
        return new NetworkProfile(
                profile.digest(),
                REQUEST.text("name", message.getName(), 1, MAX_NAME_CHARACTERS),
                Duration.ofMinutes(message.getWindowMinutes()),
                REQUEST.named("allocation_rule", message.getAllocationRule(), AllocationRule.class),
                REQUEST.between("tolerance_basis_points", message.getToleranceBasisPoints(), 0, MAX_BASIS_POINTS),
                deadlines(message.getDeadlines(), REQUEST.in("deadlines")),
                REQUEST.named(
                        "missing_reading_fallback", message.getMissingReadingFallback(), MissingReadingFallback.class),
                REQUEST.between("finality_days", message.getFinalityDays(), 1, MAX_FINALITY_DAYS));
    }

    /// @param profile its digest is not looked at
    /// @param salt 16 random bytes
    public static byte[] payload(NetworkProfile profile, byte[] salt) {
        return io.gridpact.directory.v1.NetworkProfile.newBuilder()
                .setName(profile.name())
                .setWindowMinutes(minutes(profile.windowLength()))
                .setAllocationRule(Names.wire(profile.allocationRule(), io.gridpact.directory.v1.AllocationRule.class))
                .setToleranceBasisPoints(profile.toleranceBasisPoints())
                .setDeadlines(toMessage(profile.deadlines()))
                .setMissingReadingFallback(
                        Names.wire(profile.fallback(), io.gridpact.directory.v1.MissingReadingFallback.class))
                .setFinalityDays(profile.finalityDays())
                .setSalt(ByteString.copyFrom(salt))
                .build()
                .toByteArray();
    }

    public static Agreement agreement(Envelope agreement) {
        BilateralAgreement message =
                EnvelopeWire.payload(agreement, Agreement.PAYLOAD_TYPE, BilateralAgreement.parser(), REQUEST);
        REQUEST.salt("salt", message.getSalt());
        String first = REQUEST.id("first_utility", message.getFirstUtility());
        String second = REQUEST.id("second_utility", message.getSecondUtility());
        REQUEST.require(first.compareTo(second) <= 0, "second_utility", "sorts before first_utility");
        String currency = MoneyWire.currency(message.getCurrency(), "currency", REQUEST);
        return new Agreement(
                agreement.digest(),
                first,
                second,
                REQUEST.digest("profile_digest", message.getProfileDigest()),
                new KeyId(REQUEST.digest("first_root_key_id", message.getFirstRootKeyId())),
                new KeyId(REQUEST.digest("second_root_key_id", message.getSecondRootKeyId())),
                REQUEST.named("confirmation_mode", message.getConfirmationMode(), ConfirmationMode.class),
                REQUEST.named("settlement_mode", message.getSettlementMode(), SettlementMode.class),
                currency,
                priceIn(currency, message.getSellerDeviationPricePerKwh(), "seller_deviation_price_per_kwh"),
                priceIn(currency, message.getBuyerDeviationPricePerKwh(), "buyer_deviation_price_per_kwh"),
                REQUEST.id("arbiter", message.getArbiter()),
                REQUEST.instant("valid_from_millis", message.getValidFromMillis()));
    }

    /// @param agreement its digest is not looked at
    /// @param salt 16 random bytes
    public static byte[] payload(Agreement agreement, byte[] salt) {
        return BilateralAgreement.newBuilder()
                .setFirstUtility(agreement.firstUtility())
                .setSecondUtility(agreement.secondUtility())
                .setProfileDigest(EnvelopeWire.bytes(agreement.profileDigest()))
                .setFirstRootKeyId(EnvelopeWire.bytes(agreement.firstRootKey().value()))
                .setSecondRootKeyId(EnvelopeWire.bytes(agreement.secondRootKey().value()))
                .setConfirmationMode(Names.wire(agreement.mode(), io.gridpact.directory.v1.ConfirmationMode.class))
                .setSettlementMode(
                        Names.wire(agreement.settlementMode(), io.gridpact.directory.v1.SettlementMode.class))
                .setCurrency(agreement.currency())
                .setSellerDeviationPricePerKwh(MoneyWire.toMessage(agreement.sellerDeviationPrice()))
                .setBuyerDeviationPricePerKwh(MoneyWire.toMessage(agreement.buyerDeviationPrice()))
                .setArbiter(agreement.arbiter())
                .setValidFromMillis(agreement.validFrom().toEpochMilli())
                .setSalt(ByteString.copyFrom(salt))
                .build()
                .toByteArray();
    }

    /// Each step comes no earlier than the one that it rests on; otherwise no window of the network could be settled.
    private static Deadlines deadlines(io.gridpact.directory.v1.Deadlines message, Fields at) {
        int gate = message.getGateClosureMinutesBeforeStart();
        at.between("gate_closure_minutes_before_start", gate, 0, MAX_DEADLINE_MINUTES);
        int sealed = message.getSealedDigestMinutesAfterGateClosure();
        at.between("sealed_digest_minutes_after_gate_closure", sealed, 0, gate);
        int readings = message.getReadingsMinutesAfterEnd();
        at.between("readings_minutes_after_end", readings, 0, MAX_DEADLINE_MINUTES);
        int seller = message.getSellerStatusMinutesAfterEnd();
        at.between("seller_status_minutes_after_end", seller, readings, MAX_DEADLINE_MINUTES);
        int buyer = message.getBuyerStatusMinutesAfterEnd();
        at.between("buyer_status_minutes_after_end", buyer, seller, MAX_DEADLINE_MINUTES);
        int settlement = message.getSettlementMinutesAfterEnd();
        at.between("settlement_minutes_after_end", settlement, buyer, MAX_DEADLINE_MINUTES);
        int evidence = message.getEvidenceMinutesAfterEnd();
        at.between("evidence_minutes_after_end", evidence, settlement, MAX_DEADLINE_MINUTES);
        return new Deadlines(
                Duration.ofMinutes(gate),
                Duration.ofMinutes(sealed),
                Duration.ofMinutes(readings),
                Duration.ofMinutes(seller),
                Duration.ofMinutes(buyer),
                Duration.ofMinutes(settlement),
                Duration.ofMinutes(evidence));
    }

    private static io.gridpact.directory.v1.Deadlines toMessage(Deadlines deadlines) {
        return io.gridpact.directory.v1.Deadlines.newBuilder()
                .setGateClosureMinutesBeforeStart(minutes(deadlines.gateClosureBeforeStart()))
                .setSealedDigestMinutesAfterGateClosure(minutes(deadlines.sealedDigestAfterGateClosure()))
                .setReadingsMinutesAfterEnd(minutes(deadlines.readingsAfterEnd()))
                .setSellerStatusMinutesAfterEnd(minutes(deadlines.sellerStatusAfterEnd()))
                .setBuyerStatusMinutesAfterEnd(minutes(deadlines.buyerStatusAfterEnd()))
                .setSettlementMinutesAfterEnd(minutes(deadlines.settlementAfterEnd()))
                .setEvidenceMinutesAfterEnd(minutes(deadlines.evidenceAfterEnd()))
                .build();
    }

    private static Price priceIn(String currency, com.google.type.Money money, String field) {
        Fields at = REQUEST.in(field);
        Price price = MoneyWire.price(money, at);
        at.require(price.currency().equals(currency), "currency_code", "not the agreement's currency");
        return price;
    }

    private static int minutes(Duration duration) {
        return Math.toIntExact(duration.toMinutes());
    }
}
