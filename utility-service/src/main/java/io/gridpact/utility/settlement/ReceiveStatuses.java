package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.peer.AgreementBook;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/// Takes the statuses that a peer shows: believes a figure only with its signature, reading, path, rule and commitment
/// (PROTOCOL.md, section 8.2). Idempotent: what comes again changes nothing.
public final class ReceiveStatuses {

    private final ShowingRules rules;
    private final LedgerReader reader;
    private final LedgerWriter writer;
    private final SettlementMeter meter;
    private final StoreStatuses step;

    /// @param whenStored is run when figures have been stored
    public ReceiveStatuses(
            String utility,
            Function<String, Optional<Participant>> directory,
            AgreementBook agreements,
            SignatureVerifier verifier,
            Clock clock,
            LedgerReader reader,
            LedgerWriter writer,
            SettlementMeter meter,
            Runnable whenStored) {
        this.rules = new ShowingRules(utility, directory, agreements, verifier, clock);
        this.reader = reader;
        this.writer = writer;
        this.meter = meter;
        this.step = new StoreStatuses(whenStored);
    }

    /// @param peer the utility that sends the stream
    public StatusIntake begin(String peer) {
        return new StatusIntake(peer, rules, reader, writer, meter, step);
    }
}
