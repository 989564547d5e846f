package io.gridpact.deploy.faults;

import io.gridpact.deploy.client.EnrolmentClient.Ledger;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.directory.v1.LedgerLine;
import io.gridpact.protocol.hash.Digest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Acknowledged trades against what the ledgers hold in the end.
///
/// @param lost one sentence for each that is not settled in both, or cancelled in both where it was
/// @param doubled one sentence for each that is there twice, or that nobody sent
record TradeCount(List<String> lost, List<String> doubled) {

    private static final String SETTLED = "SETTLED";
    private static final String CANCELLED = "CANCELLED";

    /// @param cancelled those whose cancelling was acknowledged as well
    /// @param sent all that was ever sent on this network
    static TradeCount of(
            Map<Digest, OrderLine> acknowledged, Set<Digest> cancelled, Set<Digest> sent, List<Ledger> ledgers) {
        List<String> lost = new ArrayList<>();
        List<String> doubled = new ArrayList<>();
        Map<String, Map<Digest, String>> states = new HashMap<>();
        for (Ledger ledger : ledgers) {
            Map<Digest, String> held = new HashMap<>();
            for (LedgerLine line : ledger.lines()) {
                Digest digest = Digest.of(line.getOrderDigest().toByteArray());
                if (held.put(digest, line.getState()) != null) {
                    doubled.add(digest.prefix() + " is twice in the ledger of " + ledger.utility());
                } else if (!sent.contains(digest)) {
                    doubled.add(digest.prefix() + " is in the ledger of " + ledger.utility() + ", sent by nobody");
                }
            }
            states.put(ledger.utility(), held);
        }
        acknowledged.forEach((digest, line) -> {
            for (String utility : List.of(line.seller().utility(), line.buyer().utility())) {
                String state = states.getOrDefault(utility, Map.of()).getOrDefault(digest, "missing");
                if (!state.equals(cancelled.contains(digest) ? CANCELLED : SETTLED)) {
                    lost.add(digest.prefix() + " is " + state + " at " + utility);
                    return;
                }
            }
        });
        return new TradeCount(List.copyOf(lost), List.copyOf(doubled));
    }
}
