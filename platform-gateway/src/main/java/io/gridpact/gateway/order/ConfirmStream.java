package io.gridpact.gateway.order;

import com.google.protobuf.ByteString;
import com.google.rpc.Status;
import io.gridpact.gateway.utility.ConfirmAnswers;
import io.gridpact.gateway.utility.ConfirmManyClient;
import io.gridpact.gateway.utility.UtilityClient;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.CallerShare;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.link.SignatureAudit;
import io.gridpact.protocol.order.ConsentedOrder;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.OrderWire;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// One platform's stream of orders, over one stream to each utility that its orders name. Thread-safe.
///
/// Bounded by credit: [#MAX_UNANSWERED] orders are asked for at first, and one more for each answer that the platform
/// has taken. A platform that reads slowly, or never, thus holds up itself alone; and since all its streams draw on one
/// [CallerShare], many of them hold no more than a few do. Streams to utilities are not shared between platforms, so
/// that none can fill or break another's.
public final class ConfirmStream {

    /// Orders of one stream that are unanswered, or whose answers are not yet taken.
    public static final int MAX_UNANSWERED = 256;

    private static final String METHOD = "gridpact.platform.v1.PlatformService/ConfirmMany";

    /// @param inWork whether the order counts in the platform's share
    private record Answer(boolean inWork, Runnable tell) {}

    /// @param keepable of an order that may be kept where its utility gives no answer; null of others
    private record Asked(
            long number, Digest order, @Nullable Keepable keepable, long startNanos) {}

    private record Keepable(ConsentedOrder order, ByteString request) {

        static @Nullable Keepable of(ConsentedOrder order, ByteString request) {
            return order.order().mode() == ConfirmationMode.NON_BLOCKING ? new Keepable(order, request) : null;
        }
    }

    private final Caller caller;
    private final CallerShare share;
    private final Routes routes;
    private final UtilityClient utilities;
    private final KeepOrders keep;
    private final OrderWatch watch;
    private final SignatureAudit signatures;
    private final PlatformSide platform;
    private final Map<String, Upstream> upstreams = new HashMap<>();
    private final Queue<Answer> answers = new ArrayDeque<>();
    private int open;
    private int inWork;
    private boolean noMoreOrders;
    private boolean over;

    ConfirmStream(
            Caller caller,
            CallerShare share,
            Routes routes,
            UtilityClient utilities,
            KeepOrders keep,
            OrderWatch watch,
            SignatureAudit signatures,
            PlatformSide platform) {
        this.signatures = signatures;
        this.caller = caller;
        this.share = share;
        this.routes = routes;
        this.utilities = utilities;
        this.keep = keep;
        this.watch = watch;
        this.platform = platform;
    }

    public synchronized void begin() {
        platform.request(MAX_UNANSWERED);
    }

    /// Takes one order; what is wrong with it is its answer and leaves the stream alone.
    ///
    /// @param number the platform's own for it
    /// @param order reads it, or throws [RefusedException]
    /// @param request the serialised request that holds the order, as it came
    public synchronized void order(long number, Supplier<ConsentedOrder> order, ByteString request) {
        if (over) {
            return;
        }
        open++;
        boolean begun = false;
        try {
            share.beginOrder();
            begun = true;
            inWork++;
            OrderWire.requireRequestSize(request.size());
            ConsentedOrder consented = order.get();
            String utility = routes.of(caller, consented);
            upstreams.computeIfAbsent(utility, Upstream::new).send(number, consented, request);
        } catch (RefusedException e) {
            answer(new Answer(begun, () -> platform.refused(number, RefusalStatus.toStatus(e.refusal()))));
        }
    }

    /// No orders come any more; the stream ends with the last answer.
    public synchronized void noMoreOrders() {
        noMoreOrders = true;
        deliver();
    }

    /// The platform can take answers again.
    public synchronized void ready() {
        deliver();
    }

    /// The platform is gone, or its call is closed. What was sent stays sent: the utility's answer can be fetched.
    public synchronized void gone() {
        over = true;
        answers.clear();
        share.endOrders(inWork);
        inWork = 0;
        List.copyOf(upstreams.values()).forEach(Upstream::cancel);
        upstreams.clear();
    }

    private void answer(Answer answer) {
        if (over) {
            return;
        }
        answers.add(answer);
        deliver();
    }

    private void deliver() {
        while (!over && !answers.isEmpty() && platform.isReady()) {
            Answer answer = answers.remove();
            open--;
            // First: who has heard the answer may send another.
            if (answer.inWork()) {
                inWork--;
                share.endOrders(1);
            }
            answer.tell().run();
            if (!noMoreOrders) {
                platform.request(1);
            }
        }
        if (!over && noMoreOrders && open == 0) {
            over = true;
            upstreams.values().forEach(Upstream::complete);
            upstreams.clear();
            platform.complete();
        }
    }

    /// The stream to one utility, with numbers of its own: a platform may give two orders one number.
    private final class Upstream implements ConfirmAnswers {

        private final String utility;
        private final ConfirmManyClient client;
        private final Map<Long, Asked> asked = new HashMap<>();
        private long lastNumber;

        Upstream(String utility) {
            this.utility = utility;
            this.client = utilities.confirmMany(utility, this);
        }

        void send(long number, ConsentedOrder order, ByteString request) {
            lastNumber++;
            asked.put(
                    lastNumber,
                    new Asked(number, order.order().digest(), Keepable.of(order, request), System.nanoTime()));
            client.send(lastNumber, request);
        }

        void complete() {
            client.complete();
        }

        void cancel() {
            client.cancel();
        }

        @Override
        public void sealed(long number, ByteString sealedOrder) {
            settle(number, OrderWatch.SEALED, each -> platform.sealed(each, sealedOrder));
        }

        @Override
        public void accepted(long number, ByteString progress) {
            settle(number, OrderWatch.ACCEPTED, each -> platform.accepted(each, progress));
        }

        @Override
        public void refused(long number, Status status) {
            Asked order = asked(number);
            Keepable keepable = order == null ? null : order.keepable();
            if (keepable == null) {
                settle(number, outcomeOf(status), each -> platform.refused(each, status));
                return;
            }
            // Its own thread: nothing is written to a database where answers arrive.
            Thread.startVirtualThread(() -> keepOrRefuse(number, keepable, status));
        }

        private @Nullable Asked asked(long number) {
            synchronized (ConfirmStream.this) {
                return asked.get(number);
            }
        }

        private void keepOrRefuse(long number, Keepable keepable, Status status) {
            Optional<Instant> until;
            Status refusal = status;
            try {
                until = keep.keep(caller.id(), keepable.order(), keepable.request(), reasonOf(status));
            } catch (RefusedException expired) {
                until = Optional.empty();
                refusal = RefusalStatus.toStatus(expired.refusal());
            } catch (RuntimeException notKept) {
                // The platform hears that its utility is away, and sends it again.
                until = Optional.empty();
            }
            Status told = refusal;
            until.ifPresentOrElse(
                    time -> settle(
                            number,
                            OrderWatch.KEPT,
                            each -> platform.kept(each, keepable.order().order(), time)),
                    () -> settle(number, outcomeOf(told), each -> platform.refused(each, told)));
        }

        @Override
        public void ended(Status status) {
            synchronized (ConfirmStream.this) {
                // The next order opens another stream.
                upstreams.remove(utility, this);
                for (long number : asked.keySet().stream().sorted().toList()) {
                    refused(number, status);
                }
            }
        }

        private void settle(long number, String outcome, LongAnswer answer) {
            synchronized (ConfirmStream.this) {
                Asked order = asked.remove(number);
                if (order == null) {
                    breakOff();
                    return;
                }
                if (outcome.equals(Reason.SIGNATURE_INVALID.name())) {
                    signatures.refused(caller.id(), METHOD, order.order());
                    share.badSignature();
                }
                watch.answered(
                        order.order(), utility, outcome, Duration.ofNanos(System.nanoTime() - order.startNanos()));
                answer(new Answer(true, () -> answer.to(order.number())));
            }
        }

        // A utility that answers what it was not asked cannot be believed in the rest either.
        private void breakOff() {
            if (upstreams.remove(utility, this)) {
                client.cancel();
                ended(RefusalStatus.toStatus(
                        Refusal.of(Reason.PEER_UNAVAILABLE, "", "the utility answered an order that it was not sent")));
            }
        }

        private static String outcomeOf(Status status) {
            return reasonOf(status).name();
        }

        private static Reason reasonOf(Status status) {
            return RefusalStatus.refusalOf(status).orElseThrow().reason();
        }
    }

    private interface LongAnswer {
        void to(long number);
    }
}
