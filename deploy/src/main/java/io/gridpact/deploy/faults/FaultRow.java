package io.gridpact.deploy.faults;

import java.util.List;
import java.util.stream.Stream;

/// What came of one fault, over all its rounds.
///
/// @param injected how often it has really happened
/// @param acknowledged trades that platforms hold with all four signatures
/// @param lost acknowledged trades that are not settled in both ledgers
/// @param doubled trades that a ledger holds more than once, or that nobody sent
/// @param findings what else is wrong: what `check` says, what did not happen; empty in a row that passes
public record FaultRow(String fault, int injected, int acknowledged, int lost, int doubled, List<String> findings) {

    /// More findings of a row are counted only.
    private static final int MAX_FINDINGS = 20;

    public FaultRow {
        findings = findings.stream().limit(MAX_FINDINGS).toList();
    }

    /// Of a fault before its first round.
    static FaultRow nothingYet(String fault) {
        return new FaultRow(fault, 0, 0, 0, 0, List.of());
    }

    /// Of a fault that could not be tried.
    public static FaultRow impossible(String fault, String why) {
        return new FaultRow(fault, 0, 0, 0, 0, List.of(why));
    }

    /// A fault that never happened proves nothing, nor do trades that nobody made.
    public boolean passes() {
        return injected > 0 && acknowledged > 0 && lost == 0 && doubled == 0 && findings.isEmpty();
    }

    FaultRow and(FaultRow other) {
        return new FaultRow(
                fault,
                injected + other.injected,
                acknowledged + other.acknowledged,
                lost + other.lost,
                doubled + other.doubled,
                Stream.concat(findings.stream(), other.findings.stream()).toList());
    }
}
