package io.gridpact.protocol.settlement;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.order.TradeRole;
import java.util.List;

/// One status with all that it rests on, as it came: [StatusEvidenceRules] says whether it holds (PROTOCOL.md, section
/// 8.5).
///
/// @param terms what both utilities know of the trade
public record StatusEvidence(Terms terms, Root root, Meter meter, Status status, Envelope statusEnvelope) {

    /// Of the side, beside utility, direction and window, which are the sheet root's.
    public record Terms(
            Digest order, long revision, KeyId meterKeyId, long quantityWh, long capWh, boolean meterCannotSign) {}

    /// The committed sheet root with the arbiter's receipt.
    public record Root(SheetRoot root, Envelope envelope, LogReceipt receipt, Envelope receiptEnvelope) {}

    /// @param readings one for each envelope
    /// @param logged of readings that the utility signed in the meter's place
    public record Meter(
            MeterEnrolment enrolment,
            Envelope enrolmentEnvelope,
            List<Reading> readings,
            List<Envelope> readingEnvelopes,
            List<LoggedReading> logged) {

        public Meter {
            readings = List.copyOf(readings);
            readingEnvelopes = List.copyOf(readingEnvelopes);
            logged = List.copyOf(logged);
        }
    }

    /// What the status must rest on.
    public SideTerms sideTerms(NetworkProfile profile) {
        SheetRoot committed = root.root();
        TradeRole role =
                switch (committed.direction()) {
                    case INJECTION -> TradeRole.SELLER;
                    case CONSUMPTION -> TradeRole.BUYER;
                };
        return new SideTerms(
                terms.order(),
                terms.revision(),
                role,
                committed.utility(),
                terms.meterKeyId(),
                profile.windowAt(committed.windowStart()),
                terms.quantityWh(),
                terms.capWh(),
                terms.meterCannotSign());
    }
}
