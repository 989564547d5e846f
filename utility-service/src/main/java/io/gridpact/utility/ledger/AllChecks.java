package io.gridpact.utility.ledger;

import io.gridpact.protocol.link.StoreChecker;
import io.quarkus.arc.All;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;

/// Runs every checker of this utility's stores; what the operator's check does.
@Singleton
@Named(AllChecks.NAME)
public class AllChecks implements StoreChecker {

    /// Tells it from the single checkers.
    public static final String NAME = "all-checks";

    private final List<StoreCheck> checks;

    AllChecks(@All List<StoreCheck> checks) {
        this.checks = checks;
    }

    @Override
    public void check(Sink sink) {
        checks.forEach(check -> check.check(sink));
    }
}
