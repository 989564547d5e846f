package io.gridpact.protocol.allocation;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Claims and lines that tests make.
final class Claims {

    static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private Claims() {}

    static Digest order(long number) {
        return Hash.tagged("test-order").integer(number).finish();
    }

    static byte[] salt(long number) {
        return Hash.tagged("test-salt").integer(number).finish().bytes();
    }

    static Claim claim(long number, long contractWh) {
        return claim(number, contractWh, contractWh);
    }

    /// Confirmed as many seconds after noon as its number says.
    static Claim claim(long number, long contractWh, long capWh) {
        return new Claim(order(number), 0, NOON.plusSeconds(number), contractWh, capWh);
    }

    /// Of any size, some wanting nothing, some confirmed at once.
    static List<Claim> random(Random random, int count) {
        long largest = random.nextBoolean() ? 10_000 : Long.MAX_VALUE / (count + 1);
        List<Claim> claims = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            long contractWh = random.nextLong(largest);
            long capWh = random.nextInt(4) == 0 ? random.nextLong(contractWh + 1) : contractWh;
            Instant confirmedAt = NOON.plusMillis(random.nextInt(count + 1));
            claims.add(new Claim(order(number), random.nextInt(2), confirmedAt, contractWh, capWh));
        }
        return claims;
    }

    /// From nothing to a little more than everything.
    static long randomReading(Random random, List<Claim> claims) {
        long wantedWh = claims.stream().mapToLong(Claim::wantedWh).sum();
        return random.nextLong(wantedWh + wantedWh / 8 + 2);
    }

    static List<SheetLeaf> leaves(List<Line> lines) {
        List<SheetLeaf> leaves = new ArrayList<>();
        for (int index = 0; index < lines.size(); index++) {
            leaves.add(SheetLeaf.of(lines.get(index), salt(index)));
        }
        return leaves;
    }
}
