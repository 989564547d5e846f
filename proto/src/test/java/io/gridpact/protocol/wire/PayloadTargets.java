package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Message;
import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.MeterEnrolment;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.JournalRoot;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.metering.Reading;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.order.Update;
import io.gridpact.protocol.order.UpdateAttestation;
import io.gridpact.protocol.order.UpdateReceipt;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.SheetStanding;
import io.gridpact.protocol.settlement.Status;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.protocol.settlement.StatusStanding;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Parsers of payloads: what they read, written again and read again, is the same thing.
final class PayloadTargets {

    private static final Path VECTORS = Path.of("src/test/resources/vectors");
    private static final Fields PROOF = Fields.of(Reason.INVALID_PROOF);
    private static final byte[] SALT = ANetwork.salt("written again");

    private PayloadTargets() {}

    /// @param <T> what is read; equal to another but for the digest of the bytes that it came in
    /// @param again null where nothing writes such a thing
    private record Kind<T>(
            String name,
            String payloadType,
            Message message,
            Function<Envelope, T> parser,
            @Nullable Function<T, byte[]> again) {

        HostileTarget target(List<byte[]> seeds) {
            return new HostileTarget(name, seeds, List.of(message), bytes -> {
                T read = parser.apply(envelope(bytes));
                if (again != null) {
                    T second = parser.apply(envelope(again.apply(read)));
                    assertThat(second)
                            .usingRecursiveComparison()
                            .ignoringFields("digest")
                            .isEqualTo(read);
                }
            });
        }

        private Envelope envelope(byte[] payload) {
            return new Envelope(payloadType, payload, List.of());
        }
    }

    static Stream<HostileTarget> all() {
        List<byte[]> seeds = payloads();
        return Stream.of(statements(), claims(), orders(), directory())
                .flatMap(List::stream)
                .map(kind -> kind.target(seedsOf(kind, seeds)));
    }

    private static List<Kind<?>> statements() {
        return List.of(
                new Kind<>(
                        "reading",
                        Reading.PAYLOAD_TYPE,
                        io.gridpact.status.v1.Reading.getDefaultInstance(),
                        ReadingWire::parse,
                        PayloadTargets::reading),
                new Kind<>(
                        "status",
                        Status.PAYLOAD_TYPE,
                        io.gridpact.status.v1.Status.getDefaultInstance(),
                        StatusWire::parse,
                        PayloadTargets::status),
                new Kind<>(
                        "journal-root",
                        JournalRoot.PAYLOAD_TYPE,
                        io.gridpact.arbiter.v1.JournalRoot.getDefaultInstance(),
                        envelope -> StatementWire.journalRoot(envelope, PROOF),
                        root -> StatementWire.journalRootPayload(
                                root.utility(), root.minute(), root.root(), root.completeTo(), SALT)),
                new Kind<>(
                        "pair-digest",
                        PairDigest.PAYLOAD_TYPE,
                        io.gridpact.arbiter.v1.PairDigest.getDefaultInstance(),
                        envelope -> StatementWire.pairDigest(envelope, PROOF),
                        pair -> StatementWire.pairDigestPayload(
                                pair.utility(),
                                pair.peer(),
                                pair.windowStart(),
                                pair.stage(),
                                pair.number(),
                                pair.agreed(),
                                pair.completeTo(),
                                SALT)),
                new Kind<>(
                        "sheet-root",
                        SheetRoot.PAYLOAD_TYPE,
                        io.gridpact.arbiter.v1.SheetRoot.getDefaultInstance(),
                        envelope -> StatementWire.sheetRoot(envelope, PROOF),
                        sheet -> StatementWire.sheetRootPayload(
                                sheet.utility(),
                                sheet.direction(),
                                sheet.windowStart(),
                                sheet.revision(),
                                sheet.root(),
                                sheet.completeTo(),
                                SALT)),
                new Kind<>(
                        "sealing-deposit",
                        SealingDeposit.PAYLOAD_TYPE,
                        io.gridpact.arbiter.v1.SealingDeposit.getDefaultInstance(),
                        envelope -> StatementWire.sealingDeposit(envelope, PROOF),
                        deposit -> StatementWire.sealingDepositPayload(
                                deposit.utility(),
                                deposit.peer(),
                                deposit.windowStart(),
                                deposit.leaf(),
                                deposit.completeTo(),
                                SALT)),
                new Kind<>(
                        "log-receipt",
                        LogReceipt.PAYLOAD_TYPE,
                        io.gridpact.arbiter.v1.LogReceipt.getDefaultInstance(),
                        envelope -> StatementWire.logReceipt(envelope, PROOF),
                        null));
    }

    private static List<Kind<?>> claims() {
        return List.of(
                new Kind<>(
                        "status-claim",
                        StatusClaim.PAYLOAD_TYPE,
                        io.gridpact.status.v1.StatusClaim.getDefaultInstance(),
                        envelope -> StatusClaimWire.claim(envelope, PROOF),
                        claim -> StatusClaimWire.claimPayload(
                                claim.utility(),
                                claim.peer(),
                                claim.direction(),
                                claim.windowStart(),
                                claim.subject(),
                                SALT)),
                new Kind<>(
                        "status-standing",
                        StatusStanding.PAYLOAD_TYPE,
                        io.gridpact.status.v1.StatusStanding.getDefaultInstance(),
                        envelope -> StatusClaimWire.standing(envelope, PROOF),
                        PayloadTargets::standing),
                new Kind<>(
                        "sheet-standing",
                        SheetStanding.PAYLOAD_TYPE,
                        io.gridpact.arbiter.v1.SheetStanding.getDefaultInstance(),
                        envelope -> StandingWire.parse(envelope, PROOF),
                        standing -> StandingWire.payload(
                                standing.arbiter(),
                                standing.utility(),
                                standing.direction(),
                                standing.windowStart(),
                                standing.asOf(),
                                standing.deadlines(),
                                standing.roots(),
                                SALT)));
    }

    private static List<Kind<?>> orders() {
        return List.of(
                new Kind<>(
                        "order-payload",
                        io.gridpact.protocol.order.Order.PAYLOAD_TYPE,
                        io.gridpact.trade.v1.Order.getDefaultInstance(),
                        envelope -> OrderWire.order(envelope.payload()),
                        null),
                new Kind<>(
                        "attestation",
                        Attestation.PAYLOAD_TYPE,
                        io.gridpact.trade.v1.Attestation.getDefaultInstance(),
                        AttestationWire::attestation,
                        attestation -> AttestationWire.payload(attestation, SALT)),
                new Kind<>(
                        "receipt",
                        Receipt.PAYLOAD_TYPE,
                        io.gridpact.trade.v1.Receipt.getDefaultInstance(),
                        AttestationWire::receipt,
                        receipt -> AttestationWire.payload(receipt, SALT)),
                new Kind<>(
                        "update",
                        Update.PAYLOAD_TYPE,
                        io.gridpact.trade.v1.TradeUpdate.getDefaultInstance(),
                        UpdateWire::update,
                        update -> UpdateWire.payload(update, SALT)),
                new Kind<>(
                        "update-attestation",
                        UpdateAttestation.PAYLOAD_TYPE,
                        io.gridpact.trade.v1.UpdateAttestation.getDefaultInstance(),
                        envelope -> UpdateWire.signed(envelope).attestation(),
                        attestation -> UpdateWire.payload(attestation, SALT)),
                new Kind<>(
                        "update-receipt",
                        UpdateReceipt.PAYLOAD_TYPE,
                        io.gridpact.trade.v1.UpdateReceipt.getDefaultInstance(),
                        UpdateWire::receipt,
                        receipt -> UpdateWire.payload(receipt, SALT)),
                new Kind<>(
                        "query",
                        PlatformQuery.PAYLOAD_TYPE,
                        io.gridpact.trade.v1.PlatformQuery.getDefaultInstance(),
                        QueryWire::query,
                        query -> QueryWire.payload(query, SALT)));
    }

    private static List<Kind<?>> directory() {
        return List.of(
                new Kind<>(
                        "descriptor",
                        Participant.PAYLOAD_TYPE,
                        io.gridpact.directory.v1.ParticipantDescriptor.getDefaultInstance(),
                        DirectoryWire::participant,
                        participant -> DirectoryWire.payload(participant, SALT)),
                new Kind<>(
                        "profile",
                        NetworkProfile.PAYLOAD_TYPE,
                        io.gridpact.directory.v1.NetworkProfile.getDefaultInstance(),
                        TermsWire::profile,
                        profile -> TermsWire.payload(profile, SALT)),
                new Kind<>(
                        "agreement",
                        Agreement.PAYLOAD_TYPE,
                        io.gridpact.directory.v1.BilateralAgreement.getDefaultInstance(),
                        TermsWire::agreement,
                        agreement -> TermsWire.payload(agreement, SALT)),
                new Kind<>(
                        "enrolment",
                        MeterEnrolment.PAYLOAD_TYPE,
                        io.gridpact.directory.v1.MeterEnrolment.getDefaultInstance(),
                        DirectoryWire::enrolment,
                        enrolment -> DirectoryWire.payload(enrolment, SALT)),
                new Kind<>(
                        "revocation",
                        Revocation.PAYLOAD_TYPE,
                        io.gridpact.directory.v1.Revocation.getDefaultInstance(),
                        RevocationWire::revocation,
                        revocation -> RevocationWire.payload(
                                revocation.participant(),
                                revocation.keyId(),
                                revocation.reason(),
                                revocation.created(),
                                SALT)));
    }

    private static byte[] standing(StatusStanding standing) {
        StatusClaim claim = new StatusClaim(
                standing.digest(),
                standing.claimant(),
                standing.utility(),
                standing.direction(),
                standing.windowStart(),
                standing.subject());
        return StatusClaimWire.standingPayload(
                standing.arbiter(), claim, standing.verdict(), standing.status(), standing.decidedAt(), SALT);
    }

    /// In time with its first sheet root, and one that serves late lines.
    private static byte[] sheetStanding() {
        StatusDeadlines due = StatusDeadlines.unmoved(Deadlines.DEFAULT, ANetwork.WINDOW);
        Digest root = ANetwork.PROFILE.digest();
        return StandingWire.payload(
                "arbiter",
                "south",
                Direction.CONSUMPTION,
                ANetwork.WINDOW.start(),
                due.settlement(),
                due,
                List.of(
                        new SheetStanding.LoggedRoot(1, root, due.sellerStatus()),
                        new SheetStanding.LoggedRoot(2, root, due.buyerStatus())),
                SALT);
    }

    private static byte[] reading(Reading reading) {
        return ReadingWire.payload(
                reading.meterKey(),
                reading.direction(),
                reading.start(),
                reading.end(),
                reading.energyWh(),
                reading.registerStartWh(),
                reading.registerEndWh(),
                reading.sequence(),
                reading.quality(),
                SALT);
    }

    private static byte[] status(Status status) {
        SheetLeaf leaf = new SheetLeaf(status.order(), status.revision(), 0, status.allocatedWh(), status.leafSalt());
        return StatusWire.payload(
                status.role(),
                status.capWh(),
                status.readings(),
                status.sheet(),
                leaf,
                status.leafIndex(),
                status.sheetPath(),
                status.mapPath(),
                SALT);
    }

    /// Seeds that this parser reads first, then all others, so that each is offered the payloads of the others too.
    private static List<byte[]> seedsOf(Kind<?> kind, List<byte[]> all) {
        List<byte[]> known = new ArrayList<>();
        for (byte[] seed : all) {
            try {
                Object parsed = kind.parser.apply(kind.envelope(seed));
                assertThat(parsed).isNotNull();
                known.add(seed);
            } catch (RefusedException ignored) {
                // Of another kind, or a defect: the tests of vectors see to those.
            }
        }
        assertThat(known).as("payloads of %s among the vectors", kind.name).isNotEmpty();
        return known;
    }

    /// All payloads in the vectors: those named so, and those within envelopes.
    private static List<byte[]> payloads() {
        List<byte[]> payloads = new ArrayList<>();
        for (String folder : List.of("statement", "status", "claim")) {
            for (String file : files(folder)) {
                for (String key : List.of("payload", "enrolment", "sheet_root", "status", "reading", "claim")) {
                    VectorFile.values(file, key)
                            .forEach(value -> payloads.add(HexFormat.of().parseHex(value.getLast())));
                }
            }
        }
        VectorsTest.vectors().forEach(vector -> payloads.addAll(within(vector.bytes())));
        payloads.add(OrderMessages.PAYLOAD);
        payloads.add(sheetStanding());
        payloads.add(StatementWire.sealingDepositPayload(
                "north", "south", ANetwork.NOW, ANetwork.PROFILE.digest(), ANetwork.NOW, SALT));
        payloads.add(SealedOrderVectors.sellerAttestation().payload());
        payloads.add(AttestationWire.payload(refusal(), SALT));
        return payloads;
    }

    private static Attestation refusal() {
        return Attestation.refuses(
                ANetwork.PROFILE.digest(),
                ANetwork.AGREEMENT.digest(),
                "south",
                TradeRole.BUYER,
                Reason.INVALID_ORDER,
                "price_per_kwh.nanos",
                ANetwork.NOW);
    }

    private static List<byte[]> within(byte[] bytes) {
        try {
            return List.of(EnvelopeWire.parse(bytes, PROOF).payload());
        } catch (RefusedException noEnvelope) {
            return List.of();
        }
    }

    static List<String> files(String folder) {
        try (Stream<Path> paths = Files.list(VECTORS.resolve(folder))) {
            return paths.map(path -> folder + "/" + Objects.requireNonNull(path.getFileName()))
                    .sorted()
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
