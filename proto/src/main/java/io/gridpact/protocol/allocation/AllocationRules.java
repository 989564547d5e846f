package io.gridpact.protocol.allocation;

import static java.util.Comparator.comparingLong;

import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.hash.Digest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/// Shares one meter's reading among its trades in one window (PROTOCOL.md, section 7).
///
/// Pure and exact: the same claims and reading give the same lines at both utilities and at the arbiter, whatever order
/// the claims come in.
public final class AllocationRules {

    private AllocationRules() {}

    /// @param readingWh the meter's reading for the window, in watt-hours, not negative
    /// @param claims at most one an order; their wanted sum fits a long
    /// @return one line a claim, in allocation order; the allocated sum is exactly min(reading, wanted sum)
    /// @throws IllegalArgumentException if the reading is negative or an order claims twice
    /// @throws ArithmeticException if the wanted sum does not fit a long: there is no sheet of such claims
    public static List<Line> allocate(AllocationRule rule, long readingWh, Collection<Claim> claims) {
        if (readingWh < 0) {
            throw new IllegalArgumentException("readingWh: negative");
        }
        List<Claim> queue = claims.stream().sorted(Claim.ALLOCATION_ORDER).toList();
        requireOneEach(queue);
        long wantedWh = queue.stream().mapToLong(Claim::wantedWh).reduce(0, Math::addExact);
        return switch (rule) {
            case FIFO -> firstInFirstOut(readingWh, queue);
            case PRO_RATA -> proRata(readingWh, wantedWh, queue);
        };
    }

    private static void requireOneEach(List<Claim> queue) {
        Set<Digest> orders = HashSet.newHashSet(queue.size());
        for (Claim claim : queue) {
            if (!orders.add(claim.order())) {
                throw new IllegalArgumentException(
                        "claims: order " + claim.order().prefix() + " claims twice");
            }
        }
    }

    private static List<Line> firstInFirstOut(long readingWh, List<Claim> queue) {
        List<Line> lines = new ArrayList<>(queue.size());
        long leftWh = readingWh;
        for (Claim claim : queue) {
            long allocatedWh = Math.min(claim.wantedWh(), leftWh);
            lines.add(new Line(claim, allocatedWh));
            leftWh -= allocatedWh;
        }
        return List.copyOf(lines);
    }

    private static List<Line> proRata(long readingWh, long wantedWh, List<Claim> queue) {
        if (readingWh >= wantedWh) {
            return queue.stream()
                    .map(claim -> new Line(claim, claim.wantedWh()))
                    .toList();
        }
        List<Proportion> shares = queue.stream()
                .map(claim -> Proportion.of(claim.wantedWh(), readingWh, wantedWh))
                .toList();
        long spareWh =
                readingWh - shares.stream().mapToLong(Proportion::floorWh).sum();
        long[] allocatedWh = shares.stream().mapToLong(Proportion::floorWh).toArray();
        // Largest remainder: the sort is stable, so equal remainders keep allocation order. There are more remainders
        // above zero than spare watt-hours, so no line gets more than it wanted.
        IntStream.range(0, queue.size())
                .boxed()
                .sorted(comparingLong((Integer index) -> shares.get(index).remainder())
                        .reversed())
                .limit(spareWh)
                .forEach(index -> allocatedWh[index]++);
        return IntStream.range(0, queue.size())
                .mapToObj(index -> new Line(queue.get(index), allocatedWh[index]))
                .toList();
    }
}
