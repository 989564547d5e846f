package io.gridpact.protocol.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.metering.ReadingRules;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.settlement.LoggedReading;
import io.gridpact.protocol.settlement.SideTerms;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusEvidence;
import io.gridpact.protocol.settlement.StatusStanding;
import io.gridpact.status.v1.MeterEvidence;
import io.gridpact.status.v1.ShownStatus;
import io.gridpact.status.v1.StatusHeader;
import io.gridpact.status.v1.StatusTerms;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Claims for statuses, what they come to, and what answers them, to `gridpact.arbiter.v1` and back (PROTOCOL.md,
/// section 8.5).
public final class StatusClaimWire {

    private StatusClaimWire() {}

    /// @param direction the peer's side
    /// @param salt 16 to 64 random bytes
    public static byte[] claimPayload(
            String utility, String peer, Direction direction, Instant windowStart, Digest subject, byte[] salt) {
        return io.gridpact.status.v1.StatusClaim.newBuilder()
                .setUtility(utility)
                .setPeer(peer)
                .setDirection(StandingWire.toMessage(direction))
                .setWindowStartMillis(windowStart.toEpochMilli())
                .setSubject(EnvelopeWire.bytes(subject))
                .setSalt(UnsafeByteOperations.unsafeWrap(salt))
                .build()
                .toByteArray();
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static StatusClaim claim(Envelope envelope, Fields at) {
        io.gridpact.status.v1.StatusClaim message = EnvelopeWire.payload(
                envelope, StatusClaim.PAYLOAD_TYPE, io.gridpact.status.v1.StatusClaim.parser(), at);
        at.salt("salt", message.getSalt());
        at.require(!message.getPeer().equals(message.getUtility()), "peer", "the utility itself");
        return new StatusClaim(
                envelope.digest(),
                at.id("utility", message.getUtility()),
                at.id("peer", message.getPeer()),
                at.named("direction", message.getDirection(), Direction.class),
                at.instant("window_start_millis", message.getWindowStartMillis()),
                at.digest("subject", message.getSubject()));
    }

    /// @param status digest of the signed status that holds
    /// @param salt 16 to 64 random bytes
    public static byte[] standingPayload(
            String arbiter,
            StatusClaim claim,
            StatusStanding.Verdict verdict,
            Optional<Digest> status,
            Instant decidedAt,
            byte[] salt) {
        return io.gridpact.status.v1.StatusStanding.newBuilder()
                .setArbiter(arbiter)
                .setClaimant(claim.utility())
                .setUtility(claim.peer())
                .setDirection(StandingWire.toMessage(claim.direction()))
                .setWindowStartMillis(claim.windowStart().toEpochMilli())
                .setSubject(EnvelopeWire.bytes(claim.subject()))
                .setVerdict(Names.wire(verdict, io.gridpact.status.v1.StatusVerdict.class))
                .setStatusDigest(status.map(EnvelopeWire::bytes).orElse(ByteString.EMPTY))
                .setDecidedAtMillis(decidedAt.toEpochMilli())
                .setSalt(UnsafeByteOperations.unsafeWrap(salt))
                .build()
                .toByteArray();
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static StatusStanding standing(Envelope envelope, Fields at) {
        io.gridpact.status.v1.StatusStanding message = EnvelopeWire.payload(
                envelope, StatusStanding.PAYLOAD_TYPE, io.gridpact.status.v1.StatusStanding.parser(), at);
        at.salt("salt", message.getSalt());
        StatusStanding.Verdict verdict = at.named("verdict", message.getVerdict(), StatusStanding.Verdict.class);
        boolean shown = verdict == StatusStanding.Verdict.SHOWN;
        at.require(shown || message.getStatusDigest().isEmpty(), "status_digest", "of a status that does not hold");
        return new StatusStanding(
                envelope.digest(),
                at.id("arbiter", message.getArbiter()),
                at.id("claimant", message.getClaimant()),
                at.id("utility", message.getUtility()),
                at.named("direction", message.getDirection(), Direction.class),
                at.instant("window_start_millis", message.getWindowStartMillis()),
                at.digest("subject", message.getSubject()),
                verdict,
                shown ? Optional.of(at.digest("status_digest", message.getStatusDigest())) : Optional.empty(),
                at.instant("decided_at_millis", message.getDecidedAtMillis()));
    }

    /// Reads evidence; nothing is verified.
    ///
    /// @throws io.gridpact.protocol.refusal.RefusedException naming the field
    public static StatusEvidence evidence(ShownStatus message, Fields at) {
        Strict.requireKnown(message, at);
        Envelope status = EnvelopeWire.fromMessage(message.getStatus(), at.in("status"));
        return new StatusEvidence(
                terms(message.getTerms(), at.in("terms")),
                root(message.getHeader(), at.in("header")),
                meter(message.getMeter(), at.in("meter")),
                StatusWire.parse(status, at.in("status")),
                status);
    }

    /// For evidence that is stored.
    public static StatusEvidence parse(byte[] encoded, Fields at) {
        return evidence(Strict.parse(ShownStatus.parser(), encoded, at), at);
    }

    /// What answers a claim, encoded as a `gridpact.status.v1.ShownStatus`.
    ///
    /// @param terms of the line that the claim is about
    /// @param receipt the arbiter's for the sheet root
    /// @param enrolment encoded, as are the readings
    /// @param logged of readings that the utility signed in the meter's place
    public static byte[] encode(
            SideTerms terms,
            Envelope sheetRoot,
            Envelope receipt,
            byte[] enrolment,
            List<byte[]> readings,
            List<LoggedReading> logged,
            Envelope status) {
        MeterEvidence.Builder meter = MeterEvidence.newBuilder().setEnrolment(stored(enrolment));
        readings.forEach(reading -> meter.addReadings(stored(reading)));
        logged.forEach(proof -> meter.addLogged(LoggedReadingWire.toMessage(proof)));
        return ShownStatus.newBuilder()
                .setTerms(toMessage(terms))
                .setHeader(StatusHeader.newBuilder()
                        .setWindowStartMillis(terms.window().start().toEpochMilli())
                        .setSheetRoot(EnvelopeWire.toMessage(sheetRoot))
                        .setLogReceipt(EnvelopeWire.toMessage(receipt)))
                .setMeter(meter)
                .setStatus(EnvelopeWire.toMessage(status))
                .build()
                .toByteArray();
    }

    private static io.gridpact.directory.v1.Envelope stored(byte[] encoded) {
        return EnvelopeWire.toMessage(EnvelopeWire.parse(encoded, Fields.of(Reason.INTERNAL)));
    }

    private static StatusEvidence.Terms terms(StatusTerms message, Fields at) {
        return new StatusEvidence.Terms(
                at.digest("order_digest", message.getOrderDigest()),
                at.between("revision", message.getRevision(), 0, Long.MAX_VALUE),
                new KeyId(at.digest("meter_key_id", message.getMeterKeyId())),
                at.between("quantity_wh", message.getQuantityWh(), 1, Long.MAX_VALUE),
                at.between("cap_wh", message.getCapWh(), 0, Long.MAX_VALUE),
                message.getMeterCannotSign());
    }

    public static StatusTerms toMessage(SideTerms terms) {
        return StatusTerms.newBuilder()
                .setOrderDigest(EnvelopeWire.bytes(terms.order()))
                .setRevision(terms.revision())
                .setMeterKeyId(EnvelopeWire.bytes(terms.meterKeyId().value()))
                .setQuantityWh(terms.contractWh())
                .setCapWh(terms.capWh())
                .setMeterCannotSign(terms.meterCannotSign())
                .build();
    }

    private static StatusEvidence.Root root(StatusHeader message, Fields at) {
        Envelope root = EnvelopeWire.fromMessage(message.getSheetRoot(), at.in("sheet_root"));
        Envelope receipt = EnvelopeWire.fromMessage(message.getLogReceipt(), at.in("log_receipt"));
        StatusEvidence.Root shown = new StatusEvidence.Root(
                StatementWire.sheetRoot(root, at.in("sheet_root")),
                root,
                StatementWire.logReceipt(receipt, at.in("log_receipt")),
                receipt);
        at.require(
                at.instant("window_start_millis", message.getWindowStartMillis())
                        .equals(shown.root().windowStart()),
                "window_start_millis",
                "not the sheet root's");
        return shown;
    }

    private static StatusEvidence.Meter meter(MeterEvidence message, Fields at) {
        Envelope enrolmentEnvelope = EnvelopeWire.fromMessage(message.getEnrolment(), at.in("enrolment"));
        MeterEnrolment enrolment = DirectoryWire.enrolment(enrolmentEnvelope, at.in("enrolment"));
        at.count("readings", message.getReadingsCount(), 1, ReadingRules.MAX_READINGS_PER_WINDOW);
        at.count("logged", message.getLoggedCount(), 0, ReadingRules.MAX_READINGS_PER_WINDOW);
        List<Reading> readings = new ArrayList<>(message.getReadingsCount());
        List<Envelope> envelopes = new ArrayList<>(message.getReadingsCount());
        for (int index = 0; index < message.getReadingsCount(); index++) {
            Fields element = at.in(Fields.element("readings", index));
            Envelope envelope = EnvelopeWire.fromMessage(message.getReadings(index), element);
            envelopes.add(envelope);
            readings.add(ReadingWire.parse(envelope, enrolment.meterKey().key(), element));
        }
        List<LoggedReading> logged = new ArrayList<>(message.getLoggedCount());
        for (int index = 0; index < message.getLoggedCount(); index++) {
            logged.add(LoggedReadingWire.fromMessage(message.getLogged(index), at.in(Fields.element("logged", index))));
        }
        return new StatusEvidence.Meter(enrolment, enrolmentEnvelope, readings, envelopes, logged);
    }
}
