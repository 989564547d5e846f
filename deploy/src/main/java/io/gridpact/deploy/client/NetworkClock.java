package io.gridpact.deploy.client;

import io.gridpact.deploy.local.NetworkState;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.local.ServiceKind;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.directory.v1.AwaitIdleResponse;
import io.gridpact.directory.v1.GetClockResponse;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/// The clocks of a whole network, moved together: arbiter first, then utilities, then gateways. Stops wherever
/// something falls due, and goes on when everything that was due has been done.
public final class NetworkClock implements AutoCloseable {

    private static final Duration ROUND_TIMEOUT = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(120);
    private static final int MAX_STOPS = 1_000_000;

    /// How far time goes on at once while something that is due is not done.
    private static final long STEP_MILLIS = 60_000;

    private final List<OperatorClient> arbiter;
    private final List<OperatorClient> utilities;
    private final List<OperatorClient> gateways;
    private final List<OperatorClient> all;
    private volatile Duration furthest = Duration.ofSeconds(Long.MIN_VALUE / 2);
    private final ExecutorService calls = Executors.newVirtualThreadPerTaskExecutor();

    public NetworkClock(Channels channels) {
        NetworkState state = channels.state();
        this.arbiter = clients(channels, state.of(ServiceKind.ARBITER));
        this.utilities = clients(channels, state.of(ServiceKind.UTILITY));
        this.gateways = clients(channels, state.of(ServiceKind.GATEWAY));
        this.all = Stream.of(arbiter, utilities, gateways).flatMap(List::stream).toList();
    }

    private static List<OperatorClient> clients(Channels channels, List<ServiceAddress> services) {
        return services.stream()
                .map(service -> new OperatorClient(channels, service.id()))
                .toList();
    }

    /// The latest of all clocks.
    public Instant now() {
        return Instant.ofEpochMilli(each(all, OperatorClient::clock).stream()
                .mapToLong(GetClockResponse::getNowMillis)
                .max()
                .orElseThrow());
    }

    /// The next instant at which something falls due; 0 where nothing waits.
    public long nextDueMillis() {
        return each(all, OperatorClient::clock).stream()
                .mapToLong(GetClockResponse::getNextDueMillis)
                .filter(due -> due > 0)
                .min()
                .orElse(0);
    }

    /// Returns when all clocks are there and the deadlines passed over have run.
    ///
    /// @throws ProcessFault if something that was due does not come to an end
    public void moveTo(Instant target) {
        moveTo(target, this::settle);
    }

    /// The same where somebody cannot come to rest, because whom they wait for is out of reach: wherever something
    /// falls due everyone gets so long, of real time, and time goes on.
    public void pushTo(Instant target, Duration patience) {
        moveTo(target, () -> settle(patience, patience).orElse(0));
    }

    private void moveTo(Instant target, LongSupplier settle) {
        List<GetClockResponse> clocks = each(all, OperatorClient::clock);
        long nowMillis =
                clocks.stream().mapToLong(GetClockResponse::getNowMillis).max().orElseThrow();
        long nextDueMillis = earliest(clocks.stream().mapToLong(GetClockResponse::getNextDueMillis));
        long targetMillis = target.toEpochMilli();
        for (int stops = 0; stops < MAX_STOPS; stops++) {
            if (nextDueMillis <= nowMillis) {
                nextDueMillis = settle.getAsLong();
            }
            if (nowMillis >= targetMillis && nextDueMillis > nowMillis) {
                return;
            }
            if (nextDueMillis <= nowMillis) {
                // Past its time and yet not done: it waits for another party. Time goes on all the same, in steps
                // that pass over no deadline for long before everyone has looked again.
                nextDueMillis = nowMillis + STEP_MILLIS;
            }
            if (nowMillis >= targetMillis) {
                return;
            }
            nowMillis = Math.min(targetMillis, nextDueMillis);
            move(Instant.ofEpochMilli(nowMillis));
        }
    }

    /// How far ahead of real time any clock was moved here: a service that starts again goes on from there, however
    /// far the others came. Very negative where none was moved.
    public Duration ahead() {
        return furthest;
    }

    private void move(Instant to) {
        Duration ahead = Duration.between(Instant.now(), to);
        furthest = ahead.compareTo(furthest) > 0 ? ahead : furthest;
        Stream.of(arbiter, utilities, gateways).forEach(group -> {
            var unused = each(group, service -> move(service, to));
        });
    }

    /// A clock that runs may be past that instant by now; then there is nothing to move.
    private static boolean move(OperatorClient service, Instant to) {
        try {
            service.moveClock(to);
            return true;
        } catch (StatusRuntimeException refused) {
            if (service.clock().getNowMillis() >= to.toEpochMilli()) {
                return false;
            }
            throw refused;
        }
    }

    /// Waits until no service has anything left to do or to send.
    ///
    /// @return when something falls due next; [Long#MAX_VALUE] where nothing waits
    public long settle() {
        return settle(PATIENCE, ROUND_TIMEOUT)
                .orElseThrow(() -> new ProcessFault("the network does not come to rest: "
                        + waiting(each(all, service -> service.awaitIdle(Duration.ofMillis(1))))));
    }

    /// @return empty where the patience is at its end
    private OptionalLong settle(Duration patience, Duration round) {
        long deadline = System.nanoTime() + patience.toNanos();
        List<Long> before = List.of();
        while (true) {
            List<AwaitIdleResponse> answers = each(all, service -> service.awaitIdle(round));
            List<Long> counts =
                    answers.stream().map(AwaitIdleResponse::getWorkCount).toList();
            boolean idle = answers.stream().allMatch(AwaitIdleResponse::getIdle);
            if (idle && counts.equals(before)) {
                return OptionalLong.of(earliest(answers.stream().mapToLong(AwaitIdleResponse::getNextDueMillis)));
            }
            if (System.nanoTime() > deadline) {
                return OptionalLong.empty();
            }
            before = counts;
        }
    }

    private String waiting(List<AwaitIdleResponse> round) {
        StringBuilder waiting = new StringBuilder();
        for (int index = 0; index < round.size(); index++) {
            if (!round.get(index).getIdle()) {
                waiting.append(all.get(index).service())
                        .append(' ')
                        .append(round.get(index).getWaitingList());
            }
        }
        return waiting.toString();
    }

    private static long earliest(LongStream dues) {
        return dues.filter(due -> due > 0).min().orElse(Long.MAX_VALUE);
    }

    private <T> List<T> each(List<OperatorClient> services, Function<OperatorClient, T> call) {
        if (services.size() == 1) {
            return List.of(call.apply(services.getFirst()));
        }
        List<Future<T>> answers = services.stream()
                .map(service -> calls.submit(() -> call.apply(service)))
                .toList();
        return answers.stream().map(Answers::of).toList();
    }

    @Override
    public void close() {
        calls.shutdownNow();
    }
}
