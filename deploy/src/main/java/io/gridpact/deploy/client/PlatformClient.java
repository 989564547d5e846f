package io.gridpact.deploy.client;

import static java.util.stream.Collectors.toMap;

import com.google.protobuf.ByteString;
import io.gridpact.deploy.client.Trade.Outcome;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.platform.v1.ConfirmManyRequest;
import io.gridpact.platform.v1.ConfirmManyResponse;
import io.gridpact.platform.v1.ConfirmResponse;
import io.gridpact.platform.v1.GetTradeRequest;
import io.gridpact.platform.v1.ListTradesRequest;
import io.gridpact.platform.v1.ListTradesResponse;
import io.gridpact.platform.v1.ListUtilitiesRequest;
import io.gridpact.platform.v1.PlatformServiceGrpc;
import io.gridpact.platform.v1.PlatformServiceGrpc.PlatformServiceBlockingStub;
import io.gridpact.platform.v1.PlatformServiceGrpc.PlatformServiceStub;
import io.gridpact.platform.v1.UpdateTradeRequest;
import io.gridpact.platform.v1.WatchTradesRequest;
import io.gridpact.platform.v1.WatchTradesResponse;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.SealedOrderWire;
import io.gridpact.trade.v1.OrderProgress;
import io.gridpact.trade.v1.PlatformQuery;
import io.gridpact.trade.v1.SealedOrder;
import io.gridpact.trade.v1.SealedUpdate;
import io.gridpact.trade.v1.TradeQuestion;
import io.gridpact.trade.v1.TradeView;
import io.gridpact.trade.v1.WatchQuestion;
import io.gridpact.trade.v1.WindowQuestion;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Function;

/// A trading platform at a gateway. Believes nothing of what comes back before it has checked the signatures.
public final class PlatformClient {

    private static final int DEADLINE_SECONDS = 30;
    private static final int STREAM_SECONDS = 120;
    private static final int PAGE = 500;
    private static final int SALT_BYTES = 16;
    private static final Duration QUERY_VALID = Duration.ofMinutes(10);

    private final String platform;
    private final Signer signer;
    private final PlatformServiceBlockingStub stub;
    private final PlatformServiceStub streams;
    private final SignatureVerifier verifier = new SignatureVerifier();
    private final SecureRandom random;

    /// @param signer the platform's own key, for its questions
    public PlatformClient(Channels channels, String platform, String gateway, Signer signer, SecureRandom random) {
        this.platform = platform;
        this.signer = signer;
        this.stub = PlatformServiceGrpc.newBlockingStub(channels.platform(platform, gateway));
        this.streams = PlatformServiceGrpc.newStub(channels.platform(platform, gateway));
        this.random = random;
    }

    /// The utilities that the gateway reaches, by id.
    public Map<String, Participant> utilities() {
        return now().listUtilities(ListUtilitiesRequest.getDefaultInstance()).getDescriptorsList().stream()
                .map(descriptor -> DirectoryWire.participant(EnvelopeWire.fromMessage(descriptor, "descriptors")))
                .collect(toMap(Participant::id, participant -> participant));
    }

    /// Sends one order.
    ///
    /// @param directory whose signatures the answer may bear
    public Trade confirm(OrderMaker.Made made, Function<String, Optional<Participant>> directory) {
        try {
            ConfirmResponse answer = now().confirm(made.request());
            return answer.hasSealedOrder()
                    ? sealed(made, answer.getSealedOrder(), directory)
                    : accepted(made, answer.getProgress());
        } catch (StatusRuntimeException refused) {
            return refused(made, RefusalStatus.refusalOf(refused));
        }
    }

    /// Sends orders on one stream, at most 256 of them.
    public List<Trade> confirmMany(List<OrderMaker.Made> orders, Function<String, Optional<Participant>> directory) {
        Trade[] trades = new Trade[orders.size()];
        CompletableFuture<Void> done = new CompletableFuture<>();
        StreamObserver<ConfirmManyRequest> requests = streams.withDeadlineAfter(STREAM_SECONDS, TimeUnit.SECONDS)
                .confirmMany(new StreamObserver<>() {
                    @Override
                    public void onNext(ConfirmManyResponse answer) {
                        int number = Math.toIntExact(answer.getNumber());
                        trades[number] = trade(orders.get(number), answer, directory);
                    }

                    @Override
                    public void onError(Throwable fault) {
                        done.completeExceptionally(fault);
                    }

                    @Override
                    public void onCompleted() {
                        done.complete(null);
                    }
                });
        for (int number = 0; number < orders.size(); number++) {
            requests.onNext(ConfirmManyRequest.newBuilder()
                    .setNumber(number)
                    .setOrder(orders.get(number).request())
                    .build());
        }
        requests.onCompleted();
        Answers.of(done);
        return List.of(trades);
    }

    private Trade trade(
            OrderMaker.Made made, ConfirmManyResponse answer, Function<String, Optional<Participant>> directory) {
        return switch (answer.getOutcomeCase()) {
            case SEALED_ORDER -> sealed(made, answer.getSealedOrder(), directory);
            case ACCEPTED -> accepted(made, answer.getAccepted());
            case ERROR ->
                refused(
                        made,
                        RefusalStatus.refusalOf(answer.getError())
                                .orElseGet(() -> Refusal.of(
                                        Reason.INTERNAL, "", answer.getError().getMessage())));
            case OUTCOME_NOT_SET -> throw new IllegalStateException("an empty answer to an order");
        };
    }

    private Trade sealed(OrderMaker.Made made, SealedOrder answer, Function<String, Optional<Participant>> directory) {
        io.gridpact.protocol.order.SealedOrder sealed = SealedOrderWire.verified(answer, directory, verifier);
        if (!sealed.consented().order().digest().equals(made.digest())) {
            throw new RefusedException(Refusal.of(Reason.INVALID_PROOF, "sealed_order", "another order came back"));
        }
        return new Trade(made.line(), made.orderId(), made.digest(), new Outcome.Sealed(sealed, answer.toByteArray()));
    }

    private static Trade accepted(OrderMaker.Made made, OrderProgress progress) {
        return new Trade(made.line(), made.orderId(), made.digest(), new Outcome.Accepted(progress));
    }

    private static Trade refused(OrderMaker.Made made, Refusal refusal) {
        return new Trade(made.line(), made.orderId(), made.digest(), new Outcome.Refused(refusal));
    }

    /// One trade as a utility holds it.
    ///
    /// @param now by the network's clock
    public TradeView trade(String utility, Digest orderDigest, Instant now) {
        PlatformQuery.Builder query = query(utility, now)
                .setTrade(TradeQuestion.newBuilder().setOrderDigest(ByteString.copyFrom(orderDigest.bytes())));
        return now().getTrade(
                        GetTradeRequest.newBuilder().setQuery(signed(query)).build())
                .getTrade();
    }

    /// Brings an update to both utilities' answers.
    ///
    /// @param utility the seller's
    /// @return the update with both attestations; whose they are is the caller's to check
    public SealedUpdate update(String utility, io.gridpact.protocol.envelope.Envelope update) {
        return now().updateTrade(UpdateTradeRequest.newBuilder()
                        .setUpdate(EnvelopeWire.toMessage(update))
                        .setUtility(utility)
                        .build())
                .getSealedUpdate();
    }

    /// All of this platform's trades at a utility.
    public List<TradeView> trades(String utility, Instant now) {
        List<TradeView> trades = new ArrayList<>();
        ByteString after = ByteString.EMPTY;
        do {
            PlatformQuery.Builder query = query(utility, now)
                    .setWindow(WindowQuestion.newBuilder().setPageSize(PAGE).setAfterOrderDigest(after));
            ListTradesResponse page = now().listTrades(ListTradesRequest.newBuilder()
                    .setQuery(signed(query))
                    .build());
            trades.addAll(page.getTradesList());
            after = page.getNextAfterOrderDigest();
        } while (!after.isEmpty());
        return List.copyOf(trades);
    }

    /// Tells of every trade of this platform at a utility as it changes, until the question expires.
    ///
    /// @param seen gets the utility and the trade; called from another thread
    public void watch(String utility, Instant now, BiConsumer<String, TradeView> seen) {
        PlatformQuery.Builder query =
                query(utility, now).setWatch(WatchQuestion.newBuilder().setAfterChange(0));
        streams.watchTrades(
                WatchTradesRequest.newBuilder().setQuery(signed(query)).build(), new StreamObserver<>() {
                    @Override
                    public void onNext(WatchTradesResponse change) {
                        seen.accept(utility, change.getTrade());
                    }

                    @Override
                    public void onError(Throwable ended) {
                        // Whoever waits for a change that does not come any more finds out by its own time limit.
                    }

                    @Override
                    public void onCompleted() {}
                });
    }

    private PlatformQuery.Builder query(String utility, Instant now) {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return PlatformQuery.newBuilder()
                .setPlatform(platform)
                .setUtility(utility)
                .setExpiresMillis(now.plus(QUERY_VALID).toEpochMilli())
                .setSalt(ByteString.copyFrom(salt));
    }

    private Envelope signed(PlatformQuery.Builder query) {
        return EnvelopeWire.toMessage(Envelopes.sign(
                io.gridpact.protocol.order.PlatformQuery.PAYLOAD_TYPE,
                query.build().toByteArray(),
                signer));
    }

    private PlatformServiceBlockingStub now() {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
