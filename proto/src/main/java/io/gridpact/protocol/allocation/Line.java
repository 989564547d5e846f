package io.gridpact.protocol.allocation;

/// What a claim was given.
///
/// @param allocatedWh in watt-hours; not negative, at most what the claim wanted
public record Line(Claim claim, long allocatedWh) {

    /// @throws IllegalArgumentException if it was given more than it wanted, or less than nothing
    public Line {
        if (allocatedWh < 0 || allocatedWh > claim.wantedWh()) {
            throw new IllegalArgumentException("allocatedWh: not between 0 and what the claim wanted");
        }
    }
}
