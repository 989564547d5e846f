package io.gridpact.deploy.simulation;

import com.google.protobuf.ByteString;
import io.gridpact.arbiter.v1.DirectoryLogServiceGrpc;
import io.gridpact.arbiter.v1.PublishDocumentsRequest;
import io.gridpact.deploy.simulation.DirectCall.Answer;
import io.gridpact.deploy.simulation.SimulatedNetwork.Fate;
import io.gridpact.deploy.simulation.SimulatedNetwork.Message;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Attestation;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.pairing.PairDigest;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.protocol.wire.StatusWire;
import io.gridpact.status.v1.DeliverStatusesRequest;
import io.gridpact.status.v1.ExchangePairDigestRequest;
import io.gridpact.status.v1.ExchangePairDigestResponse;
import io.gridpact.trade.v1.CountersignResponse;
import io.gridpact.trade.v1.DeliverReceiptsRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// The one party of a run that lies: with its own keys, in what it says, by what it holds back, and in its own books.
final class Liar {

    private static final Duration LATE = Duration.ofHours(7);
    /// From a window's start: shortly before its readings are due, and long after.
    private static final Duration HELD_FROM = Duration.ofMinutes(115);
    private static final Duration FITTED_AFTER = Duration.ofMinutes(165);
    private static final Duration HELD_UNTIL = Duration.ofMinutes(175);
    private static final Duration AGAIN = Duration.ofMinutes(1);
    private static final int SALT_BYTES = 16;
    /// In how many runs of ten somebody lies.
    private static final int LYING_OF_TEN = 5;
    private static final Status SILENT = Status.UNAVAILABLE.withDescription("no answer");
    private static final Fields SAID = Fields.of(Reason.INVALID_PROOF);

    private final String id;
    private final Lie lie;
    private final Cast cast;
    private final SeededBytes bytes;
    private final Instant firstWindow;
    private final Map<String, Digest> peersDigests = new HashMap<>();
    private long heardWh;

    Liar(String id, Lie lie, Cast cast, SeededBytes bytes, Instant firstWindow) {
        this.id = id;
        this.lie = lie;
        this.cast = cast;
        this.bytes = bytes;
        this.firstWindow = firstWindow;
    }

    /// Who lies in a run, and how; nobody in some.
    static Optional<Liar> drawn(Cast cast, SplittableRandom random) {
        if (random.nextInt(10) >= LYING_OF_TEN) {
            return Optional.empty();
        }
        Lie lie = Lie.values()[random.nextInt(Lie.values().length)];
        List<String> able = lie.isOfAPlatform() ? Cast.PLATFORMS : Cast.UTILITIES;
        String id = able.get(random.nextInt(able.size()));
        return Optional.of(new Liar(id, lie, cast, new SeededBytes(random.split()), Day.FIRST_WINDOW));
    }

    String id() {
        return id;
    }

    Lie lie() {
        return lie;
    }

    /// Tells the arbiter that the key that it signs with is not to be believed any more, until that has heard it.
    void takesItsKeyBack(SimulatedNetwork network, Scene scene) {
        takeBack(cast.revocation(id, scene.now(), bytes.take(SALT_BYTES)), network, scene);
    }

    private void takeBack(Envelope revocation, SimulatedNetwork network, Scene scene) {
        try {
            var ignored = DirectoryLogServiceGrpc.newBlockingStub(network.channel(id, Cast.ARBITER))
                    .publishDocuments(PublishDocumentsRequest.newBuilder()
                            .addDocuments(EnvelopeWire.toMessage(revocation))
                            .build());
        } catch (StatusRuntimeException lost) {
            scene.later(
                    scene.now().plus(AGAIN), id + " takes its key back", () -> takeBack(revocation, network, scene));
        }
    }

    /// How far it holds its clock back at some time.
    Duration behind(Instant now) {
        Instant held = firstWindow.plus(HELD_FROM);
        return lie == Lie.FITTED_READING && now.isAfter(held) && now.isBefore(firstWindow.plus(HELD_UNTIL))
                ? Duration.between(held, now)
                : Duration.ZERO;
    }

    /// When it measures for a window, by the true time.
    static Instant fitsAt(DeliveryWindow window) {
        return window.start().plus(FITTED_AFTER);
    }

    /// What its peers have said that they allocated, in watt-hours.
    long heardWh() {
        return heardWh;
    }

    /// What becomes of its messages because it wants it so.
    Optional<Fate> fate(Message message, Instant now) {
        String method = message.method().getBareMethodName();
        return switch (lie) {
            case WITHHELD_RECEIPT ->
                "DeliverReceipts".equals(method) ? Optional.of(Fate.REQUEST_LOST) : Optional.empty();
            case LATE_STATUS ->
                "DeliverStatuses".equals(method) && now.isBefore(firstWindow.plus(LATE))
                        ? Optional.of(Fate.REQUEST_LOST)
                        : Optional.empty();
            case REPLAY -> Optional.of(Fate.REPEATED);
            default -> Optional.empty();
        };
    }

    /// What it says in place of that.
    Message says(Message message) {
        return new Message(
                message.from(),
                message.to(),
                message.method(),
                message.parts().stream().map(part -> said(message.to(), part)).toList());
    }

    private Object said(String to, Object part) {
        return switch (part) {
            case ExchangePairDigestRequest digest ->
                digest.toBuilder().setPairDigest(digest(digest.getPairDigest())).build();
            case DeliverReceiptsRequest receipts when lie == Lie.FORGED_RECEIPT -> forged(receipts);
            case DeliverStatusesRequest status when lie == Lie.FALSE_STATUS && status.hasPage() -> damaged(status);
            case DeliverStatusesRequest status
            when lie == Lie.TWO_SHEET_ROOTS && status.hasHeader() && isOne(to) -> otherRoot(status);
            default -> part;
        };
    }

    /// Whether it shows this peer something else than the others: the first of them.
    private boolean isOne(String peer) {
        return Cast.UTILITIES.stream()
                .filter(utility -> !utility.equals(id))
                .findFirst()
                .equals(Optional.of(peer));
    }

    /// It hears what others say, and may use it.
    void hears(Object part) {
        if (part instanceof ExchangePairDigestRequest request) {
            PairDigest theirs = StatementWire.pairDigest(EnvelopeWire.fromMessage(request.getPairDigest(), SAID), SAID);
            peersDigests.put(key(theirs.utility(), theirs), theirs.agreed());
        }
        if (part instanceof DeliverStatusesRequest status && status.hasPage()) {
            for (var envelope : status.getPage().getStatusesList()) {
                heardWh += StatusWire.parse(EnvelopeWire.fromMessage(envelope, SAID))
                        .allocatedWh();
            }
        }
    }

    /// What it answers in place of that.
    Answer answers(Message asked, Answer answer) {
        if (answer.messages().isEmpty()) {
            return answer;
        }
        return switch (answer.messages().getFirst()) {
            case CountersignResponse ignored when lie == Lie.WITHHELD_ATTESTATION -> Answer.of(SILENT);
            case CountersignResponse response
            when lie == Lie.TWO_ANSWERS ->
                new Answer(answer.status(), answer.trailers(), List.of(otherAnswer(response)));
            case ExchangePairDigestResponse response
            when response.hasPairDigest() ->
                new Answer(
                        answer.status(),
                        answer.trailers(),
                        List.of(response.toBuilder()
                                .setPairDigest(digest(response.getPairDigest()))
                                .build()));
            default -> answer;
        };
    }

    private io.gridpact.directory.v1.Envelope digest(io.gridpact.directory.v1.Envelope signed) {
        PairDigest own = StatementWire.pairDigest(EnvelopeWire.fromMessage(signed, SAID), SAID);
        return switch (lie) {
            case OTHER_DIGEST -> signed(own, own.number(), Digest.of(bytes.take(Digest.BYTES)));
            case RENUMBERED_DIGEST -> signed(own, own.number() + 1, own.agreed());
            case COPIED_DIGEST ->
                signed(own, own.number(), peersDigests.getOrDefault(key(own.peer(), own), own.agreed()));
            default -> signed;
        };
    }

    private static String key(String peer, PairDigest digest) {
        return peer + " " + digest.windowStart() + " " + digest.stage() + " " + digest.number();
    }

    private io.gridpact.directory.v1.Envelope signed(PairDigest own, long number, Digest agreed) {
        byte[] payload = StatementWire.pairDigestPayload(
                id,
                own.peer(),
                own.windowStart(),
                own.stage(),
                number,
                agreed,
                own.completeTo(),
                bytes.take(SALT_BYTES));
        return sign(PairDigest.PAYLOAD_TYPE, payload);
    }

    private io.gridpact.directory.v1.Envelope sign(String type, byte[] payload) {
        return EnvelopeWire.toMessage(Envelopes.sign(type, payload, cast.signer(id)));
    }

    private CountersignResponse otherAnswer(CountersignResponse response) {
        Attestation own = AttestationWire.attestation(EnvelopeWire.fromMessage(response.getAttestation(), SAID));
        byte[] payload = AttestationWire.payload(own, bytes.take(SALT_BYTES));
        return response.toBuilder()
                .setAttestation(sign(Attestation.PAYLOAD_TYPE, payload))
                .build();
    }

    private DeliverReceiptsRequest forged(DeliverReceiptsRequest request) {
        DeliverReceiptsRequest.Builder forged = DeliverReceiptsRequest.newBuilder();
        request.getReceiptsList().forEach(receipt -> {
            Envelope own = EnvelopeWire.fromMessage(receipt, SAID);
            forged.addReceipts(
                    EnvelopeWire.toMessage(Envelopes.sign(Receipt.PAYLOAD_TYPE, own.payload(), cast.signer("nobody"))));
        });
        return forged.build();
    }

    private static DeliverStatusesRequest damaged(DeliverStatusesRequest status) {
        var page = status.getPage();
        if (page.getStatusesCount() == 0) {
            return status;
        }
        var first = page.getStatuses(0);
        byte[] payload = first.getPayload().toByteArray();
        payload[payload.length - 1] ^= 1;
        return status.toBuilder()
                .setPage(page.toBuilder().setStatuses(0, first.toBuilder().setPayload(ByteString.copyFrom(payload))))
                .build();
    }

    private DeliverStatusesRequest otherRoot(DeliverStatusesRequest status) {
        SheetRoot own = StatementWire.sheetRoot(
                EnvelopeWire.fromMessage(status.getHeader().getSheetRoot(), SAID), SAID);
        byte[] payload = StatementWire.sheetRootPayload(
                id,
                own.direction(),
                own.windowStart(),
                own.revision(),
                Digest.of(bytes.take(Digest.BYTES)),
                own.completeTo(),
                bytes.take(SALT_BYTES));
        return status.toBuilder()
                .setHeader(status.getHeader().toBuilder().setSheetRoot(sign(SheetRoot.PAYLOAD_TYPE, payload)))
                .build();
    }

    /// What it changes in its own books; empty where it does not.
    String booksChangedBy() {
        return switch (lie) {
            case SHEET_BREAKS_RULE ->
                "update allocation set allocated_wh = allocated_wh / 2 where allocated_wh > 1 and not exists"
                        + " (select from status_page p where p.window_start = allocation.window_start"
                        + " and p.direction = allocation.direction)";
            case FALSE_READING ->
                "update awaited_reading set energy_wh = energy_wh / 2 + 1 where energy_wh > 3 and not exists"
                        + " (select from allocation a where a.window_start = awaited_reading.window_start"
                        + " and a.direction = awaited_reading.direction)";
            default -> "";
        };
    }
}
