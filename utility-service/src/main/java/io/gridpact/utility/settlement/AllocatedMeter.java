package io.gridpact.utility.settlement;

import io.gridpact.protocol.allocation.AllocationRules;
import io.gridpact.protocol.allocation.Line;
import io.gridpact.protocol.allocation.Sheet;
import io.gridpact.protocol.allocation.SheetKey;
import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.utility.node.Salts;
import java.util.ArrayList;
import java.util.List;

/// One meter's reading shared among its trades, with the sheet that proves it.
///
/// @param sheetKey its place in the sheet map
/// @param lines in allocation order
/// @param leaves one for each line
record AllocatedMeter(
        MeterClaims claims, Digest sheetKey, SheetSummary summary, List<Line> lines, List<SheetLeaf> leaves) {

    static AllocatedMeter of(
            MeterClaims claims, AllocationRule rule, String utility, byte[] meterKey, Round round, Salts salts) {
        List<Line> lines = AllocationRules.allocate(rule, claims.readingWh(), claims.claims());
        List<SheetLeaf> leaves = new ArrayList<>(lines.size());
        lines.forEach(line -> leaves.add(SheetLeaf.of(line, salts.next())));
        return new AllocatedMeter(
                claims,
                SheetKey.of(utility, meterKey, round.direction(), round.window().start()),
                Sheet.of(leaves).summary(rule, claims.readingWh()),
                lines,
                leaves);
    }

    Digest sheetDigest() {
        return summary.digest(claims.readingDigest());
    }
}
