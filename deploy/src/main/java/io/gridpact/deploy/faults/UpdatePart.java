package io.gridpact.deploy.faults;

import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import com.google.protobuf.ByteString;
import io.gridpact.deploy.client.OutageClient;
import io.gridpact.deploy.client.UpdateMaker;
import io.gridpact.deploy.client.UpdateMaker.Made;
import io.gridpact.deploy.client.UpdateMaker.Wish;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.UpdateKind;
import io.gridpact.trade.v1.AffectedTrade;
import io.gridpact.trade.v1.AnnounceOutageRequest;
import io.gridpact.trade.v1.TradeState;
import io.gridpact.trade.v1.TradeView;
import io.gridpact.trade.v1.UpdateReason;
import io.gridpact.trade.v1.UpdateState;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The part of a round in which trades are changed: per seller utility platforms cancel one and curtail one, and each
/// utility announces an outage that curtails one of its sellers' and one of its buyers'. What was acknowledged must
/// be in force in both ledgers in the end.
final class UpdatePart {

    private static final int KEEP_PERCENT = 40;

    private final RoundScene scene;
    private final Trial trial;
    private final Map<Digest, OrderLine> changed = new HashMap<>();
    /// What is acknowledged to be left of trades that were changed, in watt-hours; 0 of cancelled ones.
    private final Map<Digest, Long> leftWh = new HashMap<>();

    UpdatePart(RoundScene scene) {
        this.scene = scene;
        this.trial = scene.trial();
    }

    /// Trades whose cancelling was acknowledged.
    Set<Digest> cancelled() {
        return leftWh.entrySet().stream()
                .filter(left -> left.getValue() == 0)
                .map(Map.Entry::getKey)
                .collect(toSet());
    }

    void update() throws IOException, InterruptedException {
        if (!scene.breakers().isKillIn(Phase.UPDATE)) {
            return;
        }
        long quantityWh = trial.ground().orders().quantityWh();
        UpdateMaker maker = new UpdateMaker(trial.platforms(), new SecureRandom());
        List<Made> updates = new ArrayList<>();
        for (String seller : scene.utilities()) {
            Wish cancel = new Wish(UpdateKind.CANCEL, Optional.empty(), Optional.empty());
            Wish curtail = new Wish(UpdateKind.CURTAIL, Optional.of(quantityWh / 2), Optional.empty());
            for (Wish wish : List.of(cancel, curtail)) {
                Digest order = next(seller);
                updates.add(
                        maker.make(view(seller, order), wish, scene.steering().now()));
            }
        }
        List<AnnounceOutageRequest> outages = new ArrayList<>();
        for (String utility : scene.utilities()) {
            outages.add(outage(utility));
        }
        scene.breakers().arm(Phase.UPDATE);
        for (Made update : updates) {
            // Byte for byte again, until both utilities have attested it.
            var attested = scene.steering().attempt("an update is attested", () -> maker.send(update));
            leftWh.put(attested.orderDigest(), attested.quantityWh());
        }
        for (int place = 0; place < outages.size(); place++) {
            announce(scene.utilities().get(place), outages.get(place));
        }
        scene.breakers().struck(Phase.UPDATE);
    }

    private void announce(String utility, AnnounceOutageRequest outage) {
        OutageClient operator = new OutageClient(trial.channels(), utility);
        List<AffectedTrade> affected = scene.steering().attempt("an outage is in force", () -> {
            List<AffectedTrade> trades = operator.announce(outage);
            if (trades.stream().anyMatch(trade -> trade.getState() != UpdateState.UPDATE_STATE_IN_FORCE)) {
                throw new IllegalStateException("still under way: "
                        + trades.stream().map(trade -> trade.getState().name()).toList());
            }
            return trades;
        });
        if (affected.size() != outage.getOrderDigestsCount()) {
            scene.findings()
                    .add("an outage of " + outage.getOrderDigestsCount() + " trades affects " + affected.size());
        }
        affected.forEach(trade -> leftWh.put(Digest.of(trade.getOrderDigest().toByteArray()), trade.getLeftWh()));
    }

    private AnnounceOutageRequest outage(String utility) {
        String other = scene.utilities().stream()
                .filter(each -> !each.equals(utility))
                .findFirst()
                .orElseThrow();
        return AnnounceOutageRequest.newBuilder()
                .setOutageId("outage-" + utility + "-" + scene.windowStart().toEpochMilli())
                .addOrderDigests(ByteString.copyFrom(next(utility).bytes()))
                .addOrderDigests(ByteString.copyFrom(next(other).bytes()))
                .setFromMillis(scene.windowStart().toEpochMilli())
                .setUntilMillis(scene.windowEnd().toEpochMilli())
                .setKeepPercent(KEEP_PERCENT)
                .setReason(UpdateReason.UPDATE_REASON_OUTAGE)
                .build();
    }

    /// An acknowledged trade of that utility's sellers that nobody has changed.
    private Digest next(String seller) {
        Map.Entry<Digest, OrderLine> found = scene.load().acknowledged().entrySet().stream()
                .filter(trade -> trade.getValue().seller().utility().equals(seller))
                .filter(trade -> !changed.containsKey(trade.getKey()))
                .findFirst()
                .orElseThrow();
        changed.put(found.getKey(), found.getValue());
        return found.getKey();
    }

    private TradeView view(String utility, Digest order) {
        OrderLine line = requireNonNull(
                changed.getOrDefault(order, scene.load().acknowledged().get(order)));
        String platform = utility.equals(line.seller().utility())
                ? line.seller().platform()
                : line.buyer().platform();
        return scene.steering().attempt("a trade is shown", () -> trial.platforms()
                .client(platform)
                .trade(utility, order, scene.steering().now()));
    }

    /// One sentence for each change that a utility does not show.
    List<String> lost() {
        List<String> lost = new ArrayList<>();
        leftWh.forEach((order, wh) -> {
            for (String utility : scene.utilities()) {
                TradeView view = view(utility, order);
                // A cancelled trade shows what was cancelled.
                boolean shown =
                        wh == 0 ? view.getState() == TradeState.TRADE_STATE_CANCELLED : view.getQuantityWh() == wh;
                if (!shown || view.getRevision() < 1) {
                    lost.add("the change of " + order.prefix() + " to " + wh + " Wh is lost at " + utility + ": "
                            + view.getState() + ", " + view.getQuantityWh() + " Wh, revision " + view.getRevision());
                }
            }
        });
        return lost;
    }
}
