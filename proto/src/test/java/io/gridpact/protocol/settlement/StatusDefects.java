package io.gridpact.protocol.settlement;

import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.allocation.SheetNode;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.SparseMerkleTree;
import io.gridpact.protocol.metering.AReading;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.order.TradeRole;
import java.util.ArrayList;
import java.util.List;

/// Statuses that do not fit the trade, the sheet or the commitment.
final class StatusDefects {

    private StatusDefects() {}

    static List<StatusSituation> ofAnotherTrade() {
        return List.of(
                StatusSituation.shown(
                        "defect another order",
                        window -> {
                            window.leaf = leaf(window, AWindow.order(3), 0, 2_000, window.leaf.salt());
                        },
                        "order_digest"),
                StatusSituation.shown(
                        "defect another revision",
                        window -> {
                            window.leaf = leaf(window, AWindow.ORDER, 1, 2_000, window.leaf.salt());
                        },
                        "revision"),
                StatusSituation.shown("defect the other role", window -> window.role = TradeRole.BUYER, "role"),
                StatusSituation.shown("defect another cap", window -> window.capWh = 3_999, "cap_wh"),
                new StatusSituation(
                        "defect a buyer that ignores its cap",
                        AWindow.ofBuyer(),
                        window -> {
                            window.capWh = 4_000;
                            window.claims = List.of(AWindow.claim(2, 4_000, 4_000));
                        },
                        StatusSituation.NOTHING,
                        "INVALID_PROOF cap_wh"),
                new StatusSituation(
                        "defect a buyer that allocates above its cap",
                        AWindow.ofBuyer(),
                        window -> {
                            window.claims = List.of(AWindow.claim(2, 4_000, 4_000));
                        },
                        StatusSituation.NOTHING,
                        "INVALID_PROOF allocated_wh"),
                new StatusSituation(
                        "defect a seller that caps itself",
                        AWindow.ofSeller(),
                        window -> {
                            window.claims = List.of(AWindow.claim(1, 5_000, 5_000), AWindow.claim(2, 4_000, 1_500));
                        },
                        StatusSituation.NOTHING,
                        "INVALID_PROOF sheet_path"),
                StatusSituation.shown(
                        "defect more than was allocated",
                        window -> {
                            window.leaf = leaf(window, AWindow.ORDER, 0, 2_001, window.leaf.salt());
                        },
                        "sheet_path"),
                StatusSituation.shown(
                        "defect less than was allocated",
                        window -> {
                            window.leaf = leaf(window, AWindow.ORDER, 0, 1_999, window.leaf.salt());
                        },
                        "sheet_path"),
                new StatusSituation(
                        "defect a meter that is not the order's",
                        AWindow.ofSeller(),
                        window -> {
                            window.meter = AReading.meter(2);
                            window.readings = List.of(AReading.of(0, 60, 7_000).of(window.meter));
                            window.signers = List.of(ReadingSigner.METER);
                        },
                        StatusSituation.NOTHING,
                        "INVALID_PROOF reading_digests"),
                new StatusSituation(
                        "defect a utility that is not the order's",
                        AWindow.ofSeller(),
                        window -> {
                            window.utility = "east";
                            window.rootUtility = "east";
                        },
                        StatusSituation.NOTHING,
                        "INVALID_PROOF reading_digests"));
    }

    static List<StatusSituation> badSheets() {
        return List.of(
                StatusSituation.committed(
                        "defect another rule than the profile's",
                        AWindow.ofSeller(),
                        window -> {
                            window.rule = AllocationRule.PRO_RATA;
                        },
                        "INVALID_PROOF sheet.rule"),
                StatusSituation.shown(
                        "defect another sheet root",
                        window -> {
                            window.summary = summary(window, AWindow.ORDER, 9_000, 2);
                        },
                        "map_path"),
                StatusSituation.shown(
                        "defect another sum of what is wanted",
                        window -> {
                            window.summary = summary(window, window.summary.root(), 9_001, 2);
                        },
                        "map_path"),
                StatusSituation.shown(
                        "defect another number of lines",
                        window -> {
                            window.summary = summary(window, window.summary.root(), 9_000, 3);
                        },
                        "map_path"),
                StatusSituation.shown(
                        "defect another salt",
                        window -> {
                            window.leaf = leaf(window, AWindow.ORDER, 0, 2_000, AWindow.salt(77));
                        },
                        "sheet_path"),
                StatusSituation.shown("defect another place", window -> window.leafIndex = 0, "sheet_path"),
                StatusSituation.shown("defect a place beyond the sheet", window -> window.leafIndex = 2, "leaf_index"),
                StatusSituation.shown(
                        "defect a sibling with another sum",
                        window -> {
                            SheetNode sibling = window.sheetPath.getFirst();
                            window.sheetPath = List.of(new SheetNode(sibling.hash(), 5_001, 5_000, 1));
                        },
                        "sheet_path"),
                StatusSituation.shown("defect no path", window -> window.sheetPath = List.of(), "sheet_path"));
    }

    static List<StatusSituation> badRoots() {
        return List.of(
                StatusSituation.shown(
                        "defect a shorter way through the map",
                        window -> {
                            window.mapPath = window.mapPath.subList(0, window.mapPath.size() - 1);
                        },
                        "map_path"),
                StatusSituation.shown(
                        "defect a longer way through the map",
                        window -> {
                            List<Digest> longer = new ArrayList<>(window.mapPath);
                            longer.add(SparseMerkleTree.EMPTY);
                            window.mapPath = longer;
                        },
                        "map_path"),
                StatusSituation.shown(
                        "defect a map that was not committed", window -> window.mapRoot = AWindow.ORDER, "map_path"),
                StatusSituation.shown(
                        "defect a second sheet for the same meter",
                        window -> {
                            window.commitMap(AWindow.order(5));
                        },
                        "map_path"),
                StatusSituation.shown(
                        "defect another utility's root", window -> window.rootUtility = "east", "sheet_root.utility"),
                StatusSituation.shown(
                        "defect the other direction's root",
                        window -> {
                            window.rootDirection = Direction.CONSUMPTION;
                        },
                        "sheet_root.direction"),
                StatusSituation.shown(
                        "defect another window's root",
                        window -> {
                            window.rootWindow = AReading.minute(-60);
                        },
                        "sheet_root.window_start_millis"),
                StatusSituation.shown(
                        "defect a second revision of an injection sheet",
                        window -> {
                            window.rootRevision = 2;
                        },
                        "revision"));
    }

    private static SheetLeaf leaf(AWindow window, Digest order, long revision, long allocatedWh, byte[] salt) {
        return new SheetLeaf(order, revision, window.leaf.wantedWh(), allocatedWh, salt);
    }

    private static SheetSummary summary(AWindow window, Digest root, long wantedWh, long leafCount) {
        return new SheetSummary(window.rule, 7_000, root, wantedWh, 7_000, leafCount);
    }
}
