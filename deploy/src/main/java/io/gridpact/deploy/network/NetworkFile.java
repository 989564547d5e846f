package io.gridpact.deploy.network;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Who takes part in a network, by which rules, and with which customers: `network.json`, described field by field in
/// `deploy/README.md`.
///
/// @param start where a manual clock stands when the network starts
/// @param arbiter its participant id
/// @param gateways participant ids, at least one
/// @param utilities participant ids, at least one
/// @param platforms participant ids
/// @param feeders on which feeders meters are; those that are on none are not named
public record NetworkFile(
        String name,
        Instant start,
        ProfileTerms profile,
        String arbiter,
        List<String> gateways,
        List<String> utilities,
        List<String> platforms,
        List<AgreementTerms> agreements,
        List<CustomerEntry> customers,
        List<FeederEntry> feeders) {

    /// The network profile; deadlines in minutes, as in the signed profile.
    public record ProfileTerms(
            int windowMinutes,
            String allocationRule,
            int toleranceBasisPoints,
            DeadlineTerms deadlines,
            int finalityDays) {

        /// The protocol's defaults (PROTOCOL.md, section 4).
        public static final ProfileTerms DEFAULT =
                new ProfileTerms(60, "FIFO", 1_000, new DeadlineTerms(15, 10, 60, 120, 240, 360, 1_440), 7);
    }

    /// Offsets in minutes.
    public record DeadlineTerms(
            int gateClosureBeforeStart,
            int sealedDigestAfterGateClosure,
            int readingsAfterEnd,
            int sellerStatusAfterEnd,
            int buyerStatusAfterEnd,
            int settlementAfterEnd,
            int evidenceAfterEnd) {}

    /// What two utilities agree on; both ids alike for a utility's terms with itself. The first sorts first.
    public record AgreementTerms(
            String firstUtility,
            String secondUtility,
            String currency,
            String confirmationMode,
            String settlementMode,
            BigDecimal sellerDeviationPricePerKwh,
            BigDecimal buyerDeviationPricePerKwh) {}

    /// A feeder of a utility's grid and the meters on it.
    public record FeederEntry(String utility, String id, List<String> meters) {}

    /// A customer with all that belongs to them.
    public record CustomerEntry(
            String utility, String id, List<MeterEntry> meters, List<MandateEntry> mandates, List<LimitEntry> limits) {}

    /// @param directions `INJECTION`, `CONSUMPTION` or both
    /// @param validFrom the start of a window; empty for from the beginning
    /// @param cannotSign whether its utility signs in its place
    public record MeterEntry(String id, List<String> directions, Optional<Instant> validFrom, boolean cannotSign) {

        /// One that signs.
        public MeterEntry(String id, List<String> directions, Optional<Instant> validFrom) {
            this(id, directions, validFrom, false);
        }
    }

    /// What a platform may trade for the customer, in watt-hours a UTC day.
    public record MandateEntry(String platform, String direction, long limitWhPerDay) {}

    /// What the customer may trade, in watt-hours a UTC day.
    public record LimitEntry(String direction, long limitWhPerDay) {}
}
