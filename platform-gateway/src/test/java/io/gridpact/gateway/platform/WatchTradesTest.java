package io.gridpact.gateway.platform;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.gateway.AParty;
import io.gridpact.gateway.ATrade;
import io.gridpact.platform.v1.PlatformServiceGrpc;
import io.gridpact.platform.v1.WatchTradesRequest;
import io.gridpact.platform.v1.WatchTradesResponse;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.order.PlatformQuery.WatchQuestion;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.trade.v1.TradeView;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.grpc.stub.StreamObserver;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WatchTradesTest {

    private final AGateway gateway;

    WatchTradesTest(@TempDir Path folder) {
        this.gateway = new AGateway(folder);
    }

    @AfterEach
    void stop() throws Exception {
        gateway.close();
    }

    @Test
    void changes_of_trades_are_handed_on_until_the_watch_ends() throws Exception {
        var heard = new Heard<WatchTradesResponse>();
        watch(heard);
        var utility = Heard.next(gateway.southsServer.watches);

        utility.onNext(changed(1));
        utility.onNext(changed(2));
        assertThat(((WatchTradesResponse) heard.next()).getTrade().getChange()).isEqualTo(1);
        assertThat(((WatchTradesResponse) heard.next()).getTrade().getChange()).isEqualTo(2);

        utility.onError(RefusalStatus.toException(Refusal.of(Reason.UNAVAILABLE, "", "restarting")));
        assertThat(RefusalStatus.refusalOf((Throwable) heard.next()).reason()).isEqualTo(Reason.UNAVAILABLE);
    }

    @Test
    void a_watcher_that_leaves_ends_the_watch_at_the_utility() throws Exception {
        var watcher = new SlowWatcher();
        watch(watcher);
        Heard.next(gateway.southsServer.watches);
        Heard.next(gateway.southsServer.received);

        Objects.requireNonNull(watcher.call.get()).cancel("enough", null);

        assertThat(Heard.next(gateway.southsServer.received)).isEqualTo("cancelled");
    }

    @Test
    void a_platform_watches_so_much_at_once_and_another_still_may() throws Exception {
        var heard = new Heard<WatchTradesResponse>();
        for (int watch = 0; watch < PlatformGrpc.MAX_WATCHES_OF_PLATFORM; watch++) {
            watch(heard);
        }
        var first = Heard.next(gateway.southsServer.watches);
        for (int watch = 1; watch < PlatformGrpc.MAX_WATCHES_OF_PLATFORM; watch++) {
            Heard.next(gateway.southsServer.watches);
        }

        var surplus = new Heard<WatchTradesResponse>();
        watch(surplus);
        assertThat(RefusalStatus.refusalOf((Throwable) surplus.next()).reason()).isEqualTo(Reason.RESOURCE_EXHAUSTED);

        watch(gateway.sunbird, new Heard<>());
        Heard.next(gateway.southsServer.watches);
        first.onCompleted();
        assertThat(heard.next()).isEqualTo("end");
        watch(heard);
        Heard.next(gateway.southsServer.watches);
    }

    private static final class SlowWatcher implements ClientResponseObserver<WatchTradesRequest, WatchTradesResponse> {
        private final AtomicReference<ClientCallStreamObserver<WatchTradesRequest>> call = new AtomicReference<>();

        @Override
        public void beforeStart(ClientCallStreamObserver<WatchTradesRequest> stream) {
            call.set(stream);
        }

        @Override
        public void onNext(WatchTradesResponse answer) {}

        @Override
        public void onError(Throwable error) {}

        @Override
        public void onCompleted() {}
    }

    private void watch(StreamObserver<WatchTradesResponse> reader) {
        watch(gateway.helio, reader);
    }

    private void watch(AParty platform, StreamObserver<WatchTradesResponse> reader) {
        PlatformServiceGrpc.newStub(gateway.as(platform))
                .watchTrades(
                        WatchTradesRequest.newBuilder()
                                .setQuery(ATrade.query(platform, "south", new WatchQuestion(0)))
                                .build(),
                        reader);
    }

    private static io.gridpact.trade.v1.WatchTradesResponse changed(long change) {
        return io.gridpact.trade.v1.WatchTradesResponse.newBuilder()
                .setTrade(TradeView.newBuilder().setChange(change))
                .build();
    }
}
