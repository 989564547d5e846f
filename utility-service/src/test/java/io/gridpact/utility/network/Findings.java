package io.gridpact.utility.network;

import io.gridpact.protocol.link.StoreChecker;
import java.util.ArrayList;
import java.util.List;

/// What a checker finds.
public final class Findings implements StoreChecker.Sink {

    private final List<String> rules = new ArrayList<>();
    private long checked;

    public static Findings of(StoreChecker checker) {
        Findings findings = new Findings();
        checker.check(findings);
        return findings;
    }

    /// The broken rules' names.
    public List<String> rules() {
        return rules;
    }

    /// How many things were looked at.
    public long checked() {
        return checked;
    }

    @Override
    public void finding(String rule, String subject, String detail) {
        rules.add(rule);
    }

    @Override
    public void checked(String what, long count) {
        checked += count;
    }
}
