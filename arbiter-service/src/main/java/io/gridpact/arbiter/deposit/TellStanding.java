package io.gridpact.arbiter.deposit;

import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.settlement.SheetStanding;
import io.gridpact.protocol.settlement.SheetStanding.LoggedRoot;
import io.gridpact.protocol.settlement.StatusDeadlines;
import io.gridpact.protocol.wire.StandingWire;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Says, signed, which sheet roots of a side the log holds and when the window's deadlines are: what both utilities of
/// a
/// pair decide by when one of them is silent or late (PROTOCOL.md, sections 8.4 and 9).
final class TellStanding {

    private final String arbiter;
    private final Signer signer;
    private final Supplier<byte[]> salts;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final StandingStore standings;
    private final DepositStore checkpoints;

    TellStanding(
            String arbiter,
            Signer signer,
            Supplier<byte[]> salts,
            Supplier<Optional<NetworkProfile>> profile,
            StandingStore standings,
            DepositStore checkpoints) {
        this.arbiter = arbiter;
        this.signer = signer;
        this.salts = salts;
        this.profile = profile;
        this.standings = standings;
        this.checkpoints = checkpoints;
    }

    /// @param caller the side's utility, or one that has a pair digest with it in that window
    /// @throws RefusedException INVALID_REQUEST for anybody else, or where no window begins there; UNAVAILABLE
    /// before
    ///     the first checkpoint
    Envelope tell(String caller, String utility, Direction direction, Instant windowStart) {
        // In which windows a utility traded is nothing that others learn.
        if (!caller.equals(utility) && !standings.haveAPairDigest(caller, utility, windowStart)) {
            throw invalid("utility", "no pair digest of the caller with it in that window");
        }
        Instant asOf = standings.lastCheckpoint().orElseThrow(() -> unavailable("there is no checkpoint yet"));
        StatusDeadlines deadlines = deadlines(windowStart, asOf);
        byte[] payload = StandingWire.payload(
                arbiter,
                utility,
                direction,
                windowStart,
                asOf,
                deadlines,
                inOrder(standings.roots(utility, direction, windowStart), asOf),
                salts.get());
        return Envelopes.sign(SheetStanding.PAYLOAD_TYPE, payload, signer);
    }

    /// Those that a checkpoint stands behind, as far as none before them is missing. *Attack if a second alone were
    /// told:*
    /// a utility logs it without the first, and whoever reads the answer must refuse it, and waits for ever.
    private static List<LoggedRoot> inOrder(List<LoggedRoot> logged, Instant asOf) {
        List<LoggedRoot> roots = new ArrayList<>();
        for (LoggedRoot root : logged) {
            boolean next = root.revision() == roots.size() + SheetRoot.FIRST_REVISION;
            if (!next || !root.loggedAt().isBefore(asOf)) {
                return roots;
            }
            roots.add(root);
        }
        return roots;
    }

    /// What the log holds up to the last checkpoint is complete, and so is what moves deadlines up to it.
    private StatusDeadlines deadlines(Instant windowStart, Instant asOf) {
        NetworkProfile terms = profile.get().orElseThrow(() -> unavailable("the arbiter has no profile yet"));
        if (!DeliveryWindow.isWindow(windowStart, terms.windowLength())) {
            throw invalid("window_start_millis", "no window begins there");
        }
        return StatusDeadlines.of(
                terms.deadlines(),
                DeliveryWindow.startingAt(windowStart, terms.windowLength()),
                checkpoints::checkpointBefore,
                checkpoints::checkpointAfter,
                asOf);
    }

    private static RefusedException unavailable(String description) {
        return new RefusedException(Refusal.of(Reason.UNAVAILABLE, "", description));
    }

    private static RefusedException invalid(String field, String description) {
        return new RefusedException(Refusal.of(Reason.INVALID_REQUEST, field, description));
    }
}
