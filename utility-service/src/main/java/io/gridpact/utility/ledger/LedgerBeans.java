package io.gridpact.utility.ledger;

import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.RotatingSigner;
import io.gridpact.protocol.link.Tracing;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.node.Uuids;
import io.gridpact.utility.node.Wake;
import io.gridpact.utility.peer.ArbiterLink;
import io.gridpact.utility.peer.FollowLog;
import io.quarkus.arc.All;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;
import javax.sql.DataSource;

/// The ledger's parts.
final class LedgerBeans {

    @Produces
    @Singleton
    LedgerWriter writer(DataSource database, NodeClock clock, Uuids ids, LedgerMeter meter) {
        return new LedgerWriter(database, clock, ids, meter);
    }

    @Produces
    @Singleton
    LedgerReader reader(DataSource database) {
        return new LedgerReader(database);
    }

    @Produces
    @Singleton
    Ledger ledger(LedgerReader reader, LedgerWriter writer) {
        return new PostgresLedger(reader, writer);
    }

    @Produces
    @Singleton
    EndTrades endTrades(LedgerWriter writer) {
        return new EndTrades(writer);
    }

    @Produces
    @Singleton
    TradeChanges changes() {
        return new TradeChanges();
    }

    @Produces
    @Singleton
    Submissions submissions(NodeConfig config) {
        return new Submissions(config.arbiter());
    }

    @Produces
    @Singleton
    CloseMinutes closeMinutes(
            NodeConfig config,
            Signer signer,
            Salts salts,
            Watermark watermark,
            LedgerReader reader,
            LedgerWriter writer,
            Submissions submissions) {
        return new CloseMinutes(config.id(), signer, salts, watermark, reader, writer, submissions);
    }

    @Produces
    @Singleton
    SubmitStatements submitStatements(
            LedgerReader reader,
            LedgerWriter writer,
            ArbiterLink arbiter,
            FollowLog followLog,
            Wake wake,
            RotatingSigner signer) {
        Runnable whenLogged = () -> {
            followLog.follow();
            wake.wake();
        };
        return new SubmitStatements(reader, writer, arbiter, whenLogged, signer::signedAnew);
    }

    @Produces
    @Singleton
    JournalCheck journalCheck(NodeConfig config, LedgerReader reader) {
        return new JournalCheck(config.id(), reader);
    }

    @Produces
    @Singleton
    LimitsCheck limitsCheck(LedgerReader reader, NodeClock clock) {
        return new LimitsCheck(reader, clock);
    }

    @Produces
    @Singleton
    OutboxDispatcher dispatcher(
            LedgerReader reader,
            @All List<OutboxSender> senders,
            LedgerWriter writer,
            NodeClock clock,
            LedgerMeter meter,
            Tracing tracing) {
        return new OutboxDispatcher(
                reader,
                senders.stream()
                        .<OutboxSender>map(sender -> new TracedSender(sender, tracing))
                        .toList(),
                new GiveUpMessages(writer, clock, meter));
    }
}
