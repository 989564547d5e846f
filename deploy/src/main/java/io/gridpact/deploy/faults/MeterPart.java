package io.gridpact.deploy.faults;

import io.gridpact.deploy.client.HeadEnds.Submitted;
import io.gridpact.deploy.client.ReviewClient;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.ReadingLine;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.trade.v1.TradeView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// The part of a round in which meters are read, and correct what they said.
final class MeterPart {

    /// What a correction that comes too late says beside the first, in watt-hours.
    private static final long ADJUSTMENT_WH = 7;

    private final RoundScene scene;
    private final Trial trial;

    MeterPart(RoundScene scene) {
        this.scene = scene;
        this.trial = scene.trial();
    }

    /// Where a correction is to be killed, the first meter of that utility says nothing at first, corrects it, and
    /// the others come after: all trades that rest on it show by their figures that the correction counts.
    void read() throws IOException, InterruptedException {
        scene.breakers().arm(Phase.READ);
        for (String utility : scene.utilities()) {
            List<ReadingLine> lines = lines(utility);
            if (!scene.breakers().isKillIn(Phase.CORRECT) || !utility.equals(scene.utilityOf(Phase.CORRECT))) {
                send(utility, trial.headEnds().sign(utility, lines));
                continue;
            }
            ReadingLine first = lines.getFirst();
            send(utility, trial.headEnds().sign(utility, List.of(reading(first.meter(), 0))));
            scene.breakers().arm(Phase.CORRECT);
            send(utility, trial.headEnds().signCorrections(utility, List.of(first)));
            scene.breakers().struck(Phase.CORRECT);
            send(utility, trial.headEnds().sign(utility, lines.subList(1, lines.size())));
        }
        scene.breakers().struck(Phase.READ);
    }

    /// A correction that comes when everything is settled waits for the next bill.
    void adjust() throws IOException, InterruptedException {
        if (!scene.breakers().isKillIn(Phase.ADJUST)) {
            return;
        }
        String utility = scene.utilityOf(Phase.ADJUST);
        ReadingLine first = lines(utility).getFirst();
        List<Envelope> corrections = trial.headEnds()
                .signCorrections(utility, List.of(reading(first.meter(), first.injectedWh() + ADJUSTMENT_WH)));
        scene.breakers().arm(Phase.ADJUST);
        send(utility, corrections);
        scene.breakers().struck(Phase.ADJUST);
        long kept = scene.steering()
                .attempt("adjustments are listed", () -> new ReviewClient(trial.channels(), utility)
                        .adjustments(scene.windowStart(), scene.windowEnd()))
                .size();
        if (kept != corrections.size()) {
            scene.findings().add(kept + " adjustments at " + utility + " of " + corrections.size());
        }
    }

    /// One sentence for each settled trade whose figure does not rest on the correction.
    List<String> lost() {
        List<String> lost = new ArrayList<>();
        if (!scene.breakers().isKillIn(Phase.CORRECT)) {
            return lost;
        }
        String utility = scene.utilityOf(Phase.CORRECT);
        String meter = lines(utility).getFirst().meter();
        scene.load().acknowledged().forEach((order, line) -> {
            if (line.seller().meter().equals(meter)) {
                TradeView view = scene.steering().attempt("a trade is shown", () -> trial.platforms()
                        .client(line.seller().platform())
                        .trade(utility, order, scene.steering().now()));
                if (view.hasSettlement() && view.getSettlement().getSellerWh() != view.getQuantityWh()) {
                    lost.add("the correction that " + order.prefix() + " rests on is lost at " + utility);
                }
            }
        });
        return lost;
    }

    private void send(String utility, List<Envelope> readings) {
        Submitted submitted = scene.steering()
                .attempt("readings are taken", () -> trial.headEnds().send(utility, readings));
        if (submitted.refused() > 0) {
            throw new ProcessFault("readings were refused: " + submitted.refusals());
        }
    }

    /// Every meter measures all that its customer may have traded in this round, less a little, so that there is
    /// something to share.
    private List<ReadingLine> lines(String utility) {
        long quantityWh = trial.ground().orders().quantityWh();
        long energyWh = quantityWh * scene.load().sent().size() - quantityWh / 2;
        List<ReadingLine> lines = new ArrayList<>();
        for (NetworkFile.CustomerEntry customer : scene.network().customers()) {
            if (customer.utility().equals(utility)) {
                lines.add(reading(customer.meters().getFirst().id(), energyWh));
            }
        }
        return lines;
    }

    private ReadingLine reading(String meter, long energyWh) {
        return new ReadingLine(meter, scene.windowStart(), energyWh, energyWh);
    }
}
