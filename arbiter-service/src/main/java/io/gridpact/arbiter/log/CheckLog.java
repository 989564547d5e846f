package io.gridpact.arbiter.log;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.link.StoreChecker;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Rebuilds the log from its rows and names what does not hold. Reads it as it was at one moment, in portions: neither
/// stops the writer nor holds the log in memory.
public final class CheckLog implements StoreChecker {

    private final LogStore store;
    private final Notary notary;
    private final SignatureVerifier verifier;
    private final Function<String, List<Participant>> descriptors;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final Clock clock;

    /// @param descriptors every descriptor that a participant ever had
    public CheckLog(
            LogStore store,
            Notary notary,
            SignatureVerifier verifier,
            Function<String, List<Participant>> descriptors,
            Supplier<Optional<NetworkProfile>> profile,
            Clock clock) {
        this.store = store;
        this.notary = notary;
        this.verifier = verifier;
        this.descriptors = descriptors;
        this.profile = profile;
        this.clock = clock;
    }

    @Override
    public void check(Sink sink) {
        store.inSnapshot(snapshot -> {
            CheckStatement statements = new CheckStatement(notary, verifier, descriptors, sink);
            CheckTree tree = new CheckTree(snapshot, notary, statements, sink);
            snapshot.eachCheckpoint(tree::checkpoint);
            tree.finish();
            statements.checkWatermarks(snapshot.watermarks());
            CheckPairs pairs = new CheckPairs(snapshot, sink);
            pairs.check(profile.get(), clock.instant());
            pairs.requireAll(statements.pairDigests());
            checkSheets(snapshot, statements, sink);
            snapshot.eachEquivocation(equivocation -> statements.equivocation(equivocation, snapshot));
        });
    }

    private static void checkSheets(LogStore snapshot, CheckStatement statements, Sink sink) {
        long[] sheets = {0};
        snapshot.eachSheet(sheet -> {
            sheets[0]++;
            LoggedStatement leaf = snapshot.statements(sheet.leafIndex(), 1).stream()
                    .findFirst()
                    .orElse(null);
            if (leaf == null || !EntryKeys.of(sheet).equals(leaf.key())) {
                sink.finding("sheet-root-names-its-leaf", "leaf " + sheet.leafIndex(), "no such sheet root there");
            }
        });
        sink.checked("sheet roots", sheets[0]);
        if (sheets[0] != statements.sheetRoots()) {
            sink.finding(
                    "every-sheet-root-is-listed",
                    "sheet roots",
                    statements.sheetRoots() + " in the log, " + sheets[0] + " listed");
        }
    }
}
