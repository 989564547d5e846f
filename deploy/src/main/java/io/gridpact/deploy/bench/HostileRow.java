package io.gridpact.deploy.bench;

import io.gridpact.deploy.hostile.HostileKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What an honest client felt while others were hostile in one way.
///
/// @param tries calls and messages of the hostile clients, or connections where those are what they are hostile by
/// @param answers to them with success
/// @param refusals of their calls
/// @param turnedOut their connections that the services closed or did not take
/// @param sent honest orders
/// @param confirmed honest orders, all four signatures verified
/// @param p99Ratio to the quiet p99, two decimals
/// @param peakHeapMb by attacked service
/// @param refusedHonest why honest orders were not confirmed
/// @param dead processes that have ended
public record HostileRow(
        HostileKind kind,
        long tries,
        long answers,
        long refusals,
        long turnedOut,
        long sent,
        long confirmed,
        BigDecimal p50Millis,
        BigDecimal p99Millis,
        BigDecimal p99Ratio,
        Map<String, Long> peakHeapMb,
        List<String> refusedHonest,
        List<String> dead) {

    /// What no heap may exceed, megabytes: what services run with.
    public static final long MAX_HEAP_MB = 256;

    public HostileRow {
        refusedHonest = List.copyOf(refusedHonest);
        dead = List.copyOf(dead);
    }

    /// What was not as it must be, one sentence each; none if all was.
    public List<String> findings() {
        List<String> findings = new ArrayList<>();
        dead.forEach(process -> findings.add(process + " has ended"));
        refusedHonest.stream().distinct().forEach(reason -> findings.add("an honest order was refused: " + reason));
        if (confirmed < sent) {
            findings.add((sent - confirmed) + " of " + sent + " honest orders were not confirmed");
        }
        peakHeapMb.forEach((service, peak) -> {
            if (peak > MAX_HEAP_MB) {
                findings.add(service + " used " + peak + " MB of heap");
            }
        });
        if (tries == 0) {
            findings.add("nothing hostile was done");
        }
        if (kind.mustStayOut() && answers > 0) {
            findings.add(answers + " were let in");
        }
        if (kind.mustStayOut() && refusals + turnedOut == 0) {
            findings.add("none was refused");
        }
        return List.copyOf(findings);
    }
}
