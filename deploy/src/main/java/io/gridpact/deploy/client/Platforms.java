package io.gridpact.deploy.client;

import io.gridpact.deploy.client.OrderMaker.Made;
import io.gridpact.deploy.client.Trade.Outcome;
import io.gridpact.deploy.local.NetworkState;
import io.gridpact.deploy.local.ServiceKind;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// All platforms of a network, each with its own keys, at the first gateway: they make orders between them and have
/// them confirmed.
public final class Platforms {

    /// What may be unanswered on one stream.
    private static final int ORDERS_PER_STREAM = 200;

    private final Channels channels;
    private final NetworkState state;
    private final Directory directory;
    private final OrderMaker maker;
    private final SecureRandom random;
    private final Map<String, PlatformClient> clients = new ConcurrentHashMap<>();

    public Platforms(
            NetworkFolder folder,
            Channels channels,
            AgreedModes modes,
            Duration gateClosureBeforeStart,
            SecureRandom random)
            throws IOException {
        this.channels = channels;
        this.state = channels.state();
        this.directory = Directory.read(folder, state);
        this.maker = new OrderMaker(folder, directory::require, modes, gateClosureBeforeStart, random);
        this.random = random;
    }

    public Directory directory() {
        return directory;
    }

    public OrderMaker maker() {
        return maker;
    }

    /// One platform at the gateway.
    public PlatformClient client(String platform) {
        return clients.computeIfAbsent(
                platform,
                id -> new PlatformClient(
                        channels, id, state.of(ServiceKind.GATEWAY).getFirst().id(), maker.platformSigner(id), random));
    }

    /// Makes orders now and has their buyers' platforms send them; one alone by a call of its own, several on a stream.
    ///
    /// @return one for each line, in their order
    public List<Trade> trade(List<OrderLine> lines, Instant now) {
        Map<OrderLine, Trade> trades = new LinkedHashMap<>();
        Map<String, List<Made>> ready = new LinkedHashMap<>();
        for (OrderLine line : lines) {
            trades.put(line, malformed(line));
            try {
                Made made = maker.make(line, now);
                ready.computeIfAbsent(line.buyer().platform(), platform -> new ArrayList<>())
                        .add(made);
            } catch (RefusedException refused) {
                trades.put(line, new Trade(line, "", Hash.sha256(new byte[0]), new Outcome.Refused(refused.refusal())));
            }
        }
        ready.forEach((platform, orders) -> send(platform, orders).forEach(trade -> trades.put(trade.line(), trade)));
        return List.copyOf(trades.values());
    }

    private List<Trade> send(String platform, List<Made> orders) {
        PlatformClient client = client(platform);
        if (orders.size() == 1) {
            return List.of(client.confirm(orders.getFirst(), directory));
        }
        List<Trade> trades = new ArrayList<>();
        for (int from = 0; from < orders.size(); from += ORDERS_PER_STREAM) {
            List<Made> part = orders.subList(from, Math.min(orders.size(), from + ORDERS_PER_STREAM));
            trades.addAll(client.confirmMany(part, directory));
        }
        return trades;
    }

    private static Trade malformed(OrderLine line) {
        return new Trade(
                line,
                "",
                Hash.sha256(new byte[0]),
                new Outcome.Refused(Refusal.of(Reason.INTERNAL, "", "no answer came")));
    }
}
