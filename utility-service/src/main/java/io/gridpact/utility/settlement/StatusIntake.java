package io.gridpact.utility.settlement;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.refusal.Verdict;
import io.gridpact.protocol.settlement.CommittedSheet;
import io.gridpact.protocol.settlement.LoggedReading;
import io.gridpact.protocol.settlement.Status;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusWire;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// One stream of statuses, part by part. Each page is believed and stored whole, or refused whole: also where a line is
/// out of the order of what was shown before. Used by one thread at a time.
public final class StatusIntake {

    /// Meters that are remembered of a stream; a status whose meter was shown longer ago is refused, so that a stream
    /// of any length needs little memory.
    static final int MAX_METERS = 1_000;

    private static final Logger LOG = Logger.getLogger(StatusIntake.class);

    private final String peer;
    private final ShowingRules rules;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final SettlementMeter meter;
    private final StoreStatuses step;
    /// The arbiter has judged it, by the same rules, but for where lines stand that it was not shown.
    private final boolean deposited;
    private final Map<KeyId, ShownMeter> meters = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<KeyId, ShownMeter> eldest) {
            return size() > MAX_METERS;
        }
    };
    private @Nullable ShownRoot root;
    private long applied;
    private long repeated;

    StatusIntake(
            String peer,
            ShowingRules rules,
            LedgerReader reader,
            LedgerWriter writer,
            SettlementMeter meter,
            StoreStatuses step,
            boolean deposited) {
        this.deposited = deposited;
        this.peer = peer;
        this.rules = rules;
        this.reader = reader;
        this.writer = writer;
        this.meter = meter;
        this.step = step;
    }

    /// The first part.
    ///
    /// @throws RefusedException NO_AGREEMENT, INVALID_PROOF or EQUIVOCATION
    public void header(Instant windowStart, Envelope sheetRoot, Envelope logReceipt) {
        ShowingRules.require(root == null, "header", "given twice");
        ShownRoot shown = rules.root(peer, windowStart, sheetRoot, logReceipt);
        requireUncontradicted(shown);
        root = shown;
    }

    private void requireUncontradicted(ShownRoot shown) {
        Optional<Digest> held = reader.read(connection -> SheetRoots.statement(
                connection,
                peer,
                shown.root().direction(),
                shown.root().windowStart(),
                shown.root().revision()));
        if (held.isPresent() && !held.get().equals(shown.statement().digest())) {
            throw equivocation(
                    held.get(), shown.statement(), "header.sheet_root", "another sheet root was shown before");
        }
    }

    /// What contradicts is kept before it is refused.
    private RefusedException equivocation(Digest held, Envelope other, String field, String description) {
        if (writer.write(KeepEquivocation.INSTANCE, new KeepEquivocation.Evidence(peer, held, other))) {
            LOG.errorf("%s contradicts what it has signed: %s", peer, description);
        }
        return new RefusedException(Refusal.of(Reason.EQUIVOCATION, field, description));
    }

    /// A meter's enrolment and readings.
    ///
    /// @param logged of readings that the peer has signed in the meter's place
    /// @throws RefusedException INVALID_PROOF with the field
    public void meter(Envelope enrolment, List<Envelope> readings, List<LoggedReading> logged) {
        ShownRoot shown = root("meter");
        ShownMeter believed = rules.meter(peer, shown, window(shown), enrolment, readings, logged);
        meters.put(believed.meter(), believed);
    }

    /// Statuses.
    ///
    /// @param content the page as it came
    /// @throws RefusedException INVALID_PROOF with the field, or EQUIVOCATION where another status was shown before
    public void page(List<Envelope> statuses, byte[] content) {
        ShownRoot shown = root("page");
        try {
            List<StoreStatuses.Believed> believed = new ArrayList<>(statuses.size());
            Set<ShownMeter> restOn = new HashSet<>();
            long known = believe(shown, statuses, believed, restOn);
            int stored = believed.isEmpty()
                    ? 0
                    : store(
                            statuses,
                            new StoreStatuses.Page(
                                    peer,
                                    shown,
                                    List.copyOf(restOn),
                                    believed,
                                    content,
                                    !deposited && ownSellerSide(shown).isInTime()));
            count(stored, known + believed.size() - stored);
        } catch (RefusedException refused) {
            meter.statusesReceived(peer, "refused", statuses.size());
            throw refused;
        }
    }

    private int store(List<Envelope> statuses, StoreStatuses.Page page) {
        try {
            return writer.write(step, page);
        } catch (RefusedException refused) {
            if (refused.refusal().reason() == Reason.EQUIVOCATION) {
                // Another stream was faster. What it has stored is there now: what contradicts it is found and kept.
                requireUncontradicted(page.root());
                believe(page.root(), statuses, new ArrayList<>(), new HashSet<>());
            }
            throw refused;
        }
    }

    /// Statuses that were new.
    public long applied() {
        return applied;
    }

    /// Statuses that were known already.
    public long repeated() {
        return repeated;
    }

    private long believe(
            ShownRoot shown, List<Envelope> statuses, List<StoreStatuses.Believed> believed, Set<ShownMeter> restOn) {
        List<Status> parsed = new ArrayList<>(statuses.size());
        for (int index = 0; index < statuses.size(); index++) {
            parsed.add(StatusWire.parse(statuses.get(index), ShowingRules.proof(path(index))));
        }
        Map<Digest, StatusSubject> subjects = reader.read(connection -> StatusSubject.find(
                connection,
                shown.root(),
                parsed.stream().map(Status::order).distinct().toList()));
        OwnSellerSide seller = ownSellerSide(shown);
        Set<Digest> orders = new HashSet<>();
        long known = 0;
        for (int index = 0; index < parsed.size(); index++) {
            Status status = parsed.get(index);
            ShowingRules.require(orders.add(status.order()), path(index) + ".order_digest", "twice on a page");
            StatusSubject subject = subject(subjects, status, shown, path(index));
            boolean held = subject.held().isPresent();
            if (held && subject.held().get().equals(status.digest())) {
                known++;
                continue;
            }
            ShowingRules.require(
                    rules.signedBy(peer, statuses.get(index)), path(index) + ".signatures", "not signed by the sender");
            if (held) {
                throw equivocation(
                        subject.held().get(),
                        statuses.get(index),
                        path(index),
                        "another status was shown for this trade before");
            }
            requireDated(subject, path(index));
            restOn.add(verify(status, subject, shown, seller, path(index)));
            believed.add(new StoreStatuses.Believed(
                    status.order(), status.digest(), status.allocatedWh(), subject.meter(), status.leafIndex(), index));
        }
        return known;
    }

    private StatusSubject subject(Map<Digest, StatusSubject> subjects, Status status, ShownRoot shown, String path) {
        StatusSubject subject = subjects.get(status.order());
        if (subject == null || !subject.isSealed()) {
            throw invalid(path + ".order_digest", "no sealed trade here");
        }
        ShowingRules.require(
                status.role().direction() == shown.root().direction(), path + ".role", "not of the sheet root's side");
        boolean sendersSide = subject.utility().equals(peer)
                && subject.window().start().equals(shown.root().windowStart());
        ShowingRules.require(sendersSide, path + ".order_digest", "not a trade of the sender in this window and role");
        return subject;
    }

    /// Without its time nobody can tell whether the line is in its place: the sender is to ask again.
    private static void requireDated(StatusSubject subject, String path) {
        if (!subject.isDated()) {
            throw new RefusedException(
                    Refusal.of(Reason.UNAVAILABLE, path + ".order_digest", "not known here yet when it was confirmed"));
        }
    }

    /// What caps a buyer's line is whether this utility's own side was in time.
    private OwnSellerSide ownSellerSide(ShownRoot shown) {
        return reader.read(connection -> OwnSellerSide.of(
                connection,
                rules.utility(),
                shown,
                StatusDeadlines.unmoved(rules.profile(peer).deadlines(), window(shown))));
    }

    private ShownMeter verify(
            Status status, StatusSubject subject, ShownRoot shown, OwnSellerSide seller, String path) {
        ShownMeter restsOn = meters.get(subject.meter());
        if (restsOn == null) {
            throw invalid(path + ".reading_digests", "the meter was not shown on this stream");
        }
        CommittedSheet sheet = restsOn.sheet();
        if (sheet == null) {
            sheet = ShowingRules.believed(
                    CommittedSheet.verify(
                            restsOn.evidence(), status.sheet(), status.mapPath(), shown.root(), shown.rule()),
                    path);
            restsOn.rememberSheet(sheet);
        }
        switch (seller.verify(status, subject, sheet)) {
            case Verdict.Accepted ignored -> {}
            case Verdict.Refused(Refusal refusal) -> throw ShowingRules.refused(path, refusal);
        }
        return restsOn;
    }

    private void count(long stored, long known) {
        applied += stored;
        repeated += known;
        meter.statusesReceived(peer, "applied", stored);
        meter.statusesReceived(peer, "repeated", known);
    }

    private ShownRoot root(String part) {
        ShownRoot shown = root;
        if (shown == null) {
            throw new RefusedException(Refusal.of(Reason.INVALID_REQUEST, part, "before the header"));
        }
        return shown;
    }

    private DeliveryWindow window(ShownRoot shown) {
        return rules.window(peer, shown.root().windowStart());
    }

    private static RefusedException invalid(String field, String description) {
        return new RefusedException(Refusal.of(Reason.INVALID_PROOF, field, description));
    }

    private static String path(int index) {
        return "page." + Fields.element("statuses", index);
    }
}
