package io.gridpact.deploy.bench;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/// What hostile clients came to.
///
/// @param seconds that each kind was at work
/// @param perSecond honest orders
/// @param quietP50Millis before and after all hostilities, taken together
/// @param peakResidentMb by attacked service, of the whole process; empty where the system does not say
/// @param checkClean whether the network held together afterwards
public record HostileResult(
        long seconds,
        int perSecond,
        BigDecimal quietP50Millis,
        BigDecimal quietP99Millis,
        List<HostileRow> rows,
        Map<String, Long> peakResidentMb,
        boolean checkClean) {

    public HostileResult {
        rows = List.copyOf(rows);
    }

    /// Services live and answer, nobody was let in who must stay out, and the network holds together.
    public boolean passed() {
        return checkClean
                && !rows.isEmpty()
                && rows.stream().allMatch(row -> row.findings().isEmpty());
    }
}
