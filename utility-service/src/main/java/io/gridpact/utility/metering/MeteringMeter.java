package io.gridpact.utility.metering;

/// Is told what becomes of readings, for metrics.
@FunctionalInterface
public interface MeteringMeter {

    /// Nobody listens.
    MeteringMeter NONE = (outcome, count) -> {};

    /// @param outcome `accepted`, `adjustment`, `repeated`, `refused`, `estimated`; by an operator `reviewed`,
    /// `rejected`
    void readings(String outcome, long count);
}
