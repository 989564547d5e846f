package io.gridpact.deploy.simulation;

import io.gridpact.protocol.link.StoreChecker;
import java.util.List;

/// Collects what checkers find.
record FindingList(String party, List<String> findings) implements StoreChecker.Sink {

    @Override
    public void finding(String rule, String subject, String detail) {
        findings.add(party + ": " + rule + ", " + subject + ": " + detail);
    }

    @Override
    public void checked(String what, long count) {
        // Only what does not hold is told.
    }
}
