package io.gridpact.utility.update;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.UpdateReason;
import io.gridpact.utility.network.ANetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An operator who announces outages of the day.
public final class Outages {

    private Outages() {}

    /// All pages: for each trade what it was for, what is left, and where the update stands.
    public static List<String> announced(
            UpdatingParts utility, String id, String feeder, List<String> meters, int keepPercent) {
        AnnounceOutage.Outage outage = new AnnounceOutage.Outage(
                id,
                feeder,
                meters,
                List.of(),
                ANetwork.NOW,
                ANetwork.NOW.plusSeconds(43_200),
                keepPercent,
                UpdateReason.OUTAGE);
        List<String> all = new ArrayList<>();
        Optional<Digest> after = Optional.empty();
        List<AnnounceOutage.Affected> page;
        do {
            page = utility.outages().page(outage, after);
            page.forEach(trade -> all.add(trade.quantityWh() + " to " + trade.leftWh() + " "
                    + trade.reason().map(Enum::name).orElse(trade.state().name())));
            after = page.isEmpty()
                    ? Optional.empty()
                    : Optional.of(page.getLast().order());
        } while (page.size() == AnnounceOutage.MAX_TRADES);
        return all;
    }
}
