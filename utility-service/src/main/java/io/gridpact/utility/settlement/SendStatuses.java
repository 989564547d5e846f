package io.gridpact.utility.settlement;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.OutboxMessage;
import io.gridpact.utility.ledger.OutboxSender;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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

    private final StatusLink link;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final SettlementMeter meter;
    /// Targets whose last stream ended well.
    private final Set<String> unbroken = ConcurrentHashMap.newKeySet();
    private final OwnShowing own;

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
        this.own = new OwnShowing(utility, reader, anew);
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
                        sink.accept(own.header(round));
                        return;
                    }
                    StatusPages.Header page = pages.get(index - 1);
                    List<KeyId> unseen =
                            page.meters().stream().filter(shown::add).toList();
                    reader.read(connection -> own.evidence(connection, round, unseen))
                            .forEach(sink);
                    sink.accept(new StatusPart.Page(
                            own.signed(reader.read(connection -> StatusPages.content(connection, page.digest())))));
                })
                .iterator();
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
