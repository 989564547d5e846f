package io.gridpact.protocol.allocation;

import io.gridpact.protocol.VectorFile;
import java.util.List;

/// How a line with its path stands in a golden vector.
final class SheetVector {

    private SheetVector() {}

    static VectorFile of(String situation, SheetSummary summary, SheetLeaf leaf, long index, List<SheetNode> path) {
        VectorFile file = VectorFile.of(situation)
                .with("rule", summary.rule())
                .with("reading_wh", summary.readingWh())
                .with("root", summary.root())
                .with("sum", summary.wantedWh(), summary.allocatedWh())
                .with("leaf_count", summary.leafCount())
                .with("leaf", leaf.order(), leaf.revision(), leaf.wantedWh(), leaf.allocatedWh(), leaf.salt())
                .with("leaf_hash", leaf.node().hash())
                .with("leaf_index", index);
        path.forEach(node -> file.with("path", node.hash(), node.wantedWh(), node.allocatedWh(), node.wantingLines()));
        return file;
    }
}
