package io.gridpact.utility.wire;

import static io.gridpact.status.v1.PairServiceGrpc.getExchangePairDigestMethod;
import static io.gridpact.status.v1.SealingServiceGrpc.getDeliverSealingProofsMethod;
import static io.gridpact.status.v1.StatusServiceGrpc.getDeliverStatusesMethod;
import static io.gridpact.utility.network.ANetwork.NOW;
import static io.gridpact.utility.wire.ADay.EARLY;
import static io.gridpact.utility.wire.ADay.SEALED;
import static io.gridpact.utility.wire.ADay.SOUTH;
import static io.gridpact.utility.wire.PlatformRefusals.TOO_LARGE;
import static io.gridpact.utility.wire.Refused.when;

import io.gridpact.directory.v1.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.status.v1.DeliverSealingProofsRequest;
import io.gridpact.status.v1.DeliverStatusesRequest;
import io.gridpact.status.v1.ExchangePairDigestRequest;
import io.gridpact.status.v1.LoggedJournalRoot;
import io.gridpact.status.v1.StatusHeader;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What other utilities are refused after gate closure: pair digests, proofs of sealing, statuses.
final class SettlingRefusals {

    private static final APeer EAST = APeer.named("east");
    private static final Envelope LARGE =
            Envelope.newBuilder().setPayload(TOO_LARGE).build();

    private SettlingRefusals() {}

    static Stream<Refused> table() {
        return Stream.of(pairDigests(), sealing(), statuses()).flatMap(List::stream);
    }

    private static Refused pair(
            String caller, String given, Reason reason, String field, Supplier<ExchangePairDigestRequest> request) {
        return when(getExchangePairDigestMethod(), caller, given, reason, field, request);
    }

    private static List<Refused> pairDigests() {
        Digest other = SEALED.digest();
        return List.of(
                pair(
                        "south",
                        "no digest",
                        Reason.INVALID_REQUEST,
                        "pair_digest.payload_type",
                        ExchangePairDigestRequest::getDefaultInstance),
                pair(
                        "south",
                        "a digest with east",
                        Reason.INVALID_PROOF,
                        "pair_digest.payload.utility",
                        () -> SOUTH.pairDigest("east", EARLY.start(), PairStage.SEALED, other)),
                pair(
                        "south",
                        "a window that the profile has not",
                        Reason.INVALID_PROOF,
                        "pair_digest.payload.window_start_millis",
                        () -> SOUTH.pairDigest("north", NOW.plusSeconds(60), PairStage.SEALED, other)),
                pair(
                        "south",
                        "signed by another",
                        Reason.SIGNATURE_INVALID,
                        "pair_digest.signatures",
                        () -> SOUTH.signingAs("east").pairDigest("north", EARLY.start(), PairStage.SEALED, other)),
                pair(
                        "east",
                        "a digest without agreement",
                        Reason.NO_AGREEMENT,
                        "",
                        () -> EAST.pairDigest("north", EARLY.start(), PairStage.SEALED, other)),
                pair(
                        "south",
                        "another digest than before",
                        Reason.EQUIVOCATION,
                        "pair_digest",
                        () -> SOUTH.pairDigest("north", EARLY.start(), PairStage.SEALED, other)),
                pair(
                        "south",
                        "the first digest of a window that has begun",
                        Reason.WINDOW_CLOSED,
                        "pair_digest.payload.window_start_millis",
                        () -> SOUTH.pairDigest("north", NOW, PairStage.SEALED, other)),
                pair(
                        "helio",
                        "a utility's digest",
                        Reason.PERMISSION_DENIED,
                        "",
                        () -> SOUTH.pairDigest("north", EARLY.start(), PairStage.SEALED, other)),
                pair(
                        "south",
                        "a window of next month",
                        Reason.INVALID_PROOF,
                        "pair_digest.payload.window_start_millis",
                        () -> SOUTH.pairDigest(
                                "north", EARLY.start().plus(Duration.ofDays(30)), PairStage.SEALED, other)),
                pair(
                        "south",
                        "a window of last month",
                        Reason.INVALID_PROOF,
                        "pair_digest.payload.window_start_millis",
                        () -> SOUTH.pairDigest(
                                "north", EARLY.start().minus(Duration.ofDays(30)), PairStage.SEALED, other)),
                pair(
                        "south",
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> ExchangePairDigestRequest.newBuilder()
                                .setPairDigest(LARGE)
                                .build()));
    }

    private static Refused proofs(
            String caller, String given, Reason reason, String field, Supplier<List<?>> requests) {
        return new Refused(getDeliverSealingProofsMethod(), caller, given, reason, field, requests);
    }

    private static List<Refused> sealing() {
        DeliverSealingProofsRequest header = APeer.sealingHeader(EARLY.start());
        Digest attestation = SOUTH.attests(SEALED).digest();
        DeliverSealingProofsRequest minute = SOUTH.loggedMinute(attestation, "arbiter");
        return List.of(
                proofs("south", "no header", Reason.INVALID_PROOF, "header", () -> List.of(minute)),
                proofs(
                        "south",
                        "a path that leads nowhere",
                        Reason.INVALID_PROOF,
                        "paths.path",
                        () -> List.of(header, minute, APeer.path(SEALED.digest(), attestation, 1))),
                proofs(
                        "south",
                        "an attestation that north has not",
                        Reason.UNKNOWN_TRADE,
                        "paths.attestation_digest",
                        () -> List.of(header, minute, APeer.path(SEALED.digest(), SEALED.digest(), 0))),
                proofs(
                        "south",
                        "a root that another signed",
                        Reason.SIGNATURE_INVALID,
                        "root.journal_root",
                        () -> List.of(header, SOUTH.signingAs("east").loggedMinute(attestation, "arbiter"))),
                proofs(
                        "south",
                        "a receipt that the arbiter did not sign",
                        Reason.SIGNATURE_INVALID,
                        "log_receipt",
                        () -> List.of(header, SOUTH.loggedMinute(attestation, "east"))),
                proofs("east", "without agreement", Reason.NO_AGREEMENT, "", () -> List.of(header)),
                proofs("arbiter", "a utility's proofs", Reason.PERMISSION_DENIED, "", () -> List.of(header)),
                proofs(
                        "south",
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> List.of(DeliverSealingProofsRequest.newBuilder()
                                .setRoot(LoggedJournalRoot.newBuilder().setJournalRoot(LARGE))
                                .build())));
    }

    private static Refused status(
            String caller, String given, Reason reason, String field, Supplier<List<?>> requests) {
        return new Refused(getDeliverStatusesMethod(), caller, given, reason, field, requests);
    }

    private static List<Refused> statuses() {
        AShowing first = new AShowing(SOUTH, SEALED, EARLY, "first");
        AShowing second = new AShowing(SOUTH, SEALED, EARLY, "second");
        long sold = SEALED.order().quantityWh();
        Supplier<List<?>> shownBefore = () -> {
            Door.served("south", getDeliverStatusesMethod(), first.parts().toArray());
            return List.of(second.header());
        };
        return List.of(
                status(
                        "south",
                        "nothing",
                        Reason.INVALID_REQUEST,
                        "part",
                        () -> List.of(DeliverStatusesRequest.getDefaultInstance())),
                status(
                        "south",
                        "statuses before the header",
                        Reason.INVALID_REQUEST,
                        "page",
                        () -> List.of(first.page(sold))),
                status(
                        "south",
                        "a root that another signed",
                        Reason.INVALID_PROOF,
                        "header.sheet_root.signatures",
                        () -> List.of(new AShowing(SOUTH.signingAs("east"), SEALED, EARLY, "first").header())),
                status(
                        "south",
                        "less than its share",
                        Reason.INVALID_PROOF,
                        "page.statuses[0].sheet_path",
                        () -> List.of(first.header(), first.meter(), first.page(sold - 1))),
                status(
                        "east",
                        "without agreement",
                        Reason.NO_AGREEMENT,
                        "",
                        () -> List.of(new AShowing(EAST, SEALED, EARLY, "first").header())),
                status("south", "another root than before", Reason.EQUIVOCATION, "header.sheet_root", shownBefore),
                status("gate", "a utility's statuses", Reason.PERMISSION_DENIED, "", () -> List.of(first.header())),
                status(
                        "south",
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> List.of(DeliverStatusesRequest.newBuilder()
                                .setHeader(StatusHeader.newBuilder().setSheetRoot(LARGE))
                                .build())));
    }
}
