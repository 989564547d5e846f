package io.gridpact.utility.settlement;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.status.v1.DeliverStatusesRequest;
import io.gridpact.status.v1.DeliverStatusesResponse;
import io.gridpact.status.v1.StatusServiceGrpc;
import io.gridpact.utility.peer.StreamedCall;
import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyChannelBuilder;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Streams of statuses whose link breaks go on where the receiver holds them.
class BrokenStreamsTest {

    private static final Instant TEN = Instant.parse("2026-06-01T08:00:00Z");
    private static final int TRADES_OF_A_METER = 100;
    private static final int METERS = 11;
    private static final long FIRST_CUT_BYTES = 3_000;

    @AfterEach
    void closeNetworks() {
        ANetwork.closeAll();
    }

    /// Three pages: cut after each first, second, third part that is taken, until one comes through.
    @Test
    void a_stream_that_is_cut_after_each_nth_part_goes_on_and_no_page_is_taken_twice() {
        ANetwork network = ANetwork.of("north", "south");
        List<ATrade> trades = manyTrades(network);
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger cutAfter = new AtomicInteger(1);
        Map<Digest, Integer> pages = new HashMap<>();
        network.onceTaken(part -> {
            if (part instanceof StatusPart.Page page) {
                pages.merge(Hash.sha256(page.content()), 1, Integer::sum);
            }
            if (taken.incrementAndGet() == cutAfter.get()) {
                taken.set(0);
                cutAfter.incrementAndGet();
                throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE, "", "the link broke"));
            }
        });

        settleThroughBreaks(network);

        assertThat(cutAfter.get()).as("breaks").isGreaterThan(5);
        assertThat(pages).hasSize(6).allSatisfy((page, times) -> assertThat(times)
                .as("a page that is held is not sent again")
                .isEqualTo(1));
        assertSettled(network, trades);
    }

    /// The receiver has stored it, but the sender does not hear so.
    @Test
    void a_stream_whose_answer_is_lost_sends_nothing_again() {
        ANetwork network = ANetwork.of("north", "south");
        List<ATrade> trades = manyTrades(network);
        List<StatusPart> sent = new ArrayList<>();
        network.onceTaken(part -> {
            sent.add(part);
            long pages = sent.stream().filter(StatusPart.Page.class::isInstance).count();
            if (pages % 3 == 0 && part instanceof StatusPart.Page) {
                throw new RefusedException(Refusal.of(Reason.PEER_UNAVAILABLE, "", "the answer was lost"));
            }
        });

        settleThroughBreaks(network);

        assertThat(sent.stream().filter(StatusPart.Page.class::isInstance)).hasSize(6);
        assertSettled(network, trades);
    }

    /// Over gRPC, cut in the middle of whatever is on its way at that byte: a little later each time.
    @Test
    void a_stream_that_is_cut_at_any_byte_goes_on_and_nothing_is_applied_twice() throws IOException {
        ANetwork network = ANetwork.of("north", "south");
        List<ATrade> trades = manyTrades(network);
        Server server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Receiving(network.at("south")))
                .build()
                .start();
        try (ACutLink link = new ACutLink(server.getPort())) {
            long bytes = FIRST_CUT_BYTES;
            link.cutAfter(bytes);
            network.linkedBy(
                    "north", new Calling(link.port(), network.at("south").receiveStatuses()));
            boolean broken = true;
            while (broken) {
                try {
                    network.settle();
                    broken = false;
                } catch (RefusedException cut) {
                    assertThat(cut.refusal().reason()).isEqualTo(Reason.PEER_UNAVAILABLE);
                    bytes += bytes / 2;
                    link.cutAfter(bytes);
                }
            }
            assertThat(link.cuts()).as("breaks").isGreaterThan(5);
        } finally {
            server.shutdownNow();
        }

        assertThat(network.at("south").rows("select count(*) from peer_status_page"))
                .containsExactly("3");
        assertSettled(network, trades);
    }

    /// The receiving side as its door has it, but for who calls.
    private static final class Receiving extends StatusServiceGrpc.StatusServiceImplBase {

        private final AUtility utility;

        Receiving(AUtility utility) {
            this.utility = utility;
        }

        @Override
        public StreamObserver<DeliverStatusesRequest> deliverStatuses(
                StreamObserver<DeliverStatusesResponse> response) {
            return StatusGrpc.parts(utility.receiveStatuses().begin("north"), response);
        }
    }

    /// A connection for each call, as after a break.
    private record Calling(int port, ReceiveStatuses receiver) implements StatusLink {

        @Override
        public void deliver(String to, Iterator<StatusPart> parts) {
            ManagedChannel channel = NettyChannelBuilder.forAddress("localhost", port)
                    .usePlaintext()
                    .build();
            try {
                StreamedCall.<DeliverStatusesRequest, DeliverStatusesResponse>send(
                        StatusServiceGrpc.newStub(channel)::deliverStatuses,
                        sink -> parts.forEachRemaining(part -> sink.accept(StatusClient.message(part))));
            } finally {
                channel.shutdownNow();
            }
        }

        /// It is asked over the direct link in the other tests.
        @Override
        public int held(String to, Instant windowStart, List<Digest> pages) {
            return receiver.held("north", windowStart, pages);
        }
    }

    @Test
    void what_is_held_is_told_to_its_sender_alone() {
        ANetwork network = ANetwork.of("north", "south", "east");
        AMeter seller = network.sellerAt("north");
        AMeter buyer = network.buyerAt("south");
        network.trade(seller, buyer, 1_000, TEN);
        network.injects(seller, 1_000);
        network.consumes(buyer, 1_000);
        List<Digest> pages = new ArrayList<>();
        network.onceTaken(part -> {
            if (part instanceof StatusPart.Page page) {
                pages.add(Hash.sha256(page.content()));
            }
        });
        network.settle();
        ReceiveStatuses south = network.at("south").receiveStatuses();
        List<Digest> first = List.of(pages.getFirst());

        assertThat(south.held("north", ANetwork.WINDOW.start(), first)).isEqualTo(1);
        assertThat(south.held("east", ANetwork.WINDOW.start(), first)).isZero();
        assertThat(south.held("north", ANetwork.EARLIER.start(), first)).isZero();
        assertThat(south.held("north", ANetwork.WINDOW.start(), List.of(Digest.of(new byte[32]), pages.getFirst())))
                .as("what stands behind one that is missing")
                .isZero();
    }

    private static List<ATrade> manyTrades(ANetwork network) {
        AMeter buyer = network.buyerAt("south");
        List<ATrade> trades = new ArrayList<>();
        for (int meter = 0; meter < METERS; meter++) {
            AMeter seller = network.sellerAt("north");
            for (int trade = 0; trade < TRADES_OF_A_METER; trade++) {
                trades.add(network.trade(seller, buyer, 10, TEN.plusMillis(trade)));
            }
            network.injects(seller, 1_000);
        }
        network.consumes(buyer, 20_000);
        return trades;
    }

    private static void settleThroughBreaks(ANetwork network) {
        boolean broken = true;
        while (broken) {
            try {
                network.settle();
                broken = false;
            } catch (RefusedException cut) {
                assertThat(cut.refusal().reason()).isEqualTo(Reason.PEER_UNAVAILABLE);
            }
        }
    }

    private static void assertSettled(ANetwork network, List<ATrade> trades) {
        for (String utility : List.of("north", "south")) {
            assertThat(network.at(utility).rows("select state, count(*), sum(settled_wh) from trade group by 1"))
                    .containsExactly("SETTLED " + trades.size() + " " + trades.size() * 10);
        }
        assertThat(network.findings()).isEmpty();
    }
}
