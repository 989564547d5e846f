package io.gridpact.utility.settlement;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.settlement.LoggedReading;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusPageWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import io.gridpact.utility.metering.EnrolledMeters;
import io.gridpact.utility.metering.WindowReadings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/// Sends signed statuses to the utility of the other side, a few pages a stream. After a break the other says how many
/// pages it holds, and the stream goes on behind them; what is sent twice all the same is the same bytes.
public final class SendStatuses implements OutboxSender {

    /// Outbox kind; the subject is a page.
    public static final String KIND = "STATUSES";

    /// Pages in a stream.
    static final int MAX_PAGES = 20;

    private static final Fields STORED = Fields.of(Reason.INTERNAL);

    private final String utility;
    private final StatusLink link;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final SettlementMeter meter;
    /// Targets whose last stream ended well.
    private final Set<String> unbroken = ConcurrentHashMap.newKeySet();
    private final UnaryOperator<Envelope> anew;

    /// Where no key is ever revoked.
    public SendStatuses(
            String utility, StatusLink link, LedgerReader reader, LedgerWriter writer, SettlementMeter meter) {
        this(utility, link, reader, writer, meter, UnaryOperator.identity());
    }

    /// @param anew signs under another key what a key has signed that this utility has revoked since
    public SendStatuses(
            String utility,
            StatusLink link,
            LedgerReader reader,
            LedgerWriter writer,
            SettlementMeter meter,
            UnaryOperator<Envelope> anew) {
        this.anew = anew;
        this.utility = utility;
        this.link = link;
        this.reader = reader;
        this.writer = writer;
        this.meter = meter;
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public int maxBatch() {
        return MAX_PAGES;
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        Map<Round, List<StatusPages.Header>> streams = new LinkedHashMap<>();
        for (StatusPages.Header page : reader.read(connection -> StatusPages.headers(connection, subjects))) {
            streams.computeIfAbsent(page.round(), none -> new ArrayList<>()).add(page);
        }
        // A window whose statuses are refused keeps back no other.
        OutboxSender.eachAlone(
                KIND,
                streams.entrySet(),
                stream -> stream.getKey().toString(),
                stream -> deliver(target, stream.getKey(), stream.getValue()));
    }

    private void deliver(String target, Round round, List<StatusPages.Header> pages) {
        // 1. Ask how far the last stream got, unless it is known to have ended well.
        boolean whole = unbroken.remove(target);
        int held = whole ? 0 : link.held(target, round.window().start(), digests(pages));
        delivered(target, pages.subList(0, held));
        // 2. Send the rest.
        List<StatusPages.Header> rest = pages.subList(held, pages.size());
        if (!rest.isEmpty()) {
            link.deliver(target, parts(round, rest));
            delivered(target, rest);
        }
        unbroken.add(target);
    }

    /// 3. Persist that they have arrived.
    private void delivered(String target, List<StatusPages.Header> pages) {
        if (pages.isEmpty()) {
            return;
        }
        writer.write(Delivered.INSTANCE, new Delivered.Pages(target, pages));
        meter.statusesSent(
                target, pages.stream().mapToLong(StatusPages.Header::statuses).sum());
    }

    private static List<Digest> digests(List<StatusPages.Header> pages) {
        return pages.stream().map(StatusPages.Header::digest).toList();
    }

    /// Reads each page when it is about to be sent.
    private Iterator<StatusPart> parts(Round round, List<StatusPages.Header> pages) {
        Set<KeyId> shown = new HashSet<>();
        return IntStream.rangeClosed(0, pages.size())
                .boxed()
                .<StatusPart>mapMulti((index, sink) -> {
                    if (index == 0) {
                        sink.accept(header(round));
                        return;
                    }
                    StatusPages.Header page = pages.get(index - 1);
                    List<KeyId> unseen =
                            page.meters().stream().filter(shown::add).toList();
                    reader.read(connection -> evidence(connection, round, unseen))
                            .forEach(sink);
                    sink.accept(new StatusPart.Page(
                            signed(reader.read(connection -> StatusPages.content(connection, page.digest())))));
                })
                .iterator();
    }

    /// The page as it was signed, unless its key has been revoked: then the same statuses under another.
    private byte[] signed(byte[] content) {
        List<Envelope> statuses = StatusPageWire.parse(content, STORED);
        List<Envelope> now = statuses.stream().map(anew).toList();
        return now.equals(statuses) ? content : StatusPageWire.encode(now);
    }

    private byte[] signedEnvelope(byte[] encoded) {
        Envelope envelope = EnvelopeWire.parse(encoded, STORED);
        Envelope now = anew.apply(envelope);
        return now.equals(envelope) ? encoded : EnvelopeWire.encode(now);
    }

    private StatusPart header(Round round) {
        SheetRoots.Logged logged = reader.read(connection -> SheetRoots.ownLogged(connection, utility, round))
                .orElseThrow();
        return new StatusPart.Header(round.window().start(), logged.root(), logged.receipt());
    }

    private List<StatusPart> evidence(Connection connection, Round round, Collection<KeyId> meters)
            throws SQLException {
        Map<KeyId, byte[]> enrolled = EnrolledMeters.envelopes(connection, meters);
        Map<KeyId, List<WindowReadings.Stored>> readings =
                WindowReadings.of(connection, round.window().start(), round.direction(), meters);
        Map<Digest, LoggedReading> logged = WindowReadings.logged(
                connection,
                readings.values().stream()
                        .flatMap(List::stream)
                        .map(WindowReadings.Stored::digest)
                        .toList());
        List<StatusPart> evidence = new ArrayList<>(meters.size());
        for (KeyId meter : meters) {
            byte[] known = enrolled.get(meter);
            if (known == null) {
                throw new IllegalStateException("statuses rest on a meter that is not enrolled");
            }
            List<WindowReadings.Stored> ofMeter = readings.getOrDefault(meter, List.of());
            evidence.add(new StatusPart.Meter(
                    signedEnvelope(known),
                    ofMeter.stream()
                            .map(WindowReadings.Stored::envelope)
                            .map(this::signedEnvelope)
                            .toList(),
                    ofMeter.stream()
                            .flatMap(reading -> Optional.ofNullable(logged.get(reading.digest())).stream())
                            .toList()));
        }
        return evidence;
    }

    private enum Delivered implements LedgerStep<Delivered.Pages, Boolean> {
        INSTANCE;

        record Pages(String target, List<StatusPages.Header> pages) {}

        @Override
        public List<Boolean> apply(LedgerTransaction transaction, List<Pages> items) {
            for (Pages item : items) {
                item.pages()
                        .forEach(page -> transaction.delivered(new OutboxMessage(item.target(), KIND, page.digest())));
            }
            return items.stream().map(item -> true).toList();
        }
    }
}
