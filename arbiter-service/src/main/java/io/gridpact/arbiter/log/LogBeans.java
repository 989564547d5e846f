package io.gridpact.arbiter.log;

import io.gridpact.arbiter.member.Members;
import io.gridpact.arbiter.node.Salts;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.link.NodeClock;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The log's use cases as beans.
@Dependent
final class LogBeans {

    @Produces
    @Singleton
    LogStore store(DataSource dataSource) {
        return new PostgresLogStore(dataSource);
    }

    @Produces
    @Singleton
    Notary notary(@ConfigProperty(name = "gridpact.id") String arbiter, Signer signer, Salts salts) {
        return new Notary(arbiter, signer, salts);
    }

    @Produces
    @Singleton
    FlagBell bell() {
        return new FlagBell();
    }

    @Produces
    @Singleton
    LogMeters meters(MeterRegistry registry) {
        return new LogMeters(registry);
    }

    @Produces
    @Singleton
    @Startup
    Sequencer sequencer(
            LogStore store, Notary notary, NodeClock clock, Members members, FlagBell bell, LogMeters meters) {
        Sequencer sequencer = new Sequencer(store, notary, clock, members::profile, bell, meters);
        sequencer.start();
        return sequencer;
    }

    void stop(@Disposes Sequencer sequencer) {
        sequencer.close();
    }

    @Produces
    @Singleton
    SubmitStatements submit(
            Members members,
            SignatureVerifier verifier,
            NodeClock clock,
            MemberClocks clocks,
            Sequencer sequencer,
            LogMeters meters) {
        return new SubmitStatements(members::participant, members::profile, verifier, clock, clocks, sequencer, meters);
    }

    @Produces
    @Singleton
    PublishDocuments publish(
            Members members, SignatureVerifier verifier, NodeClock clock, Sequencer sequencer, MeterRegistry registry) {
        Gauge.builder("gridpact_key_revoked", members, Members::revokedKeys)
                .description("Signing keys of members that stand revoked in the log")
                .register(registry);
        return new PublishDocuments(members, verifier, clock, sequencer);
    }

    @Produces
    @Singleton
    MemberClocks clocks(NodeClock clock, LogMeters meters) {
        MemberClocks clocks = new MemberClocks(clock);
        meters.watch(clocks);
        return clocks;
    }

    @Produces
    @Singleton
    ProveLog prove(LogStore store, Sequencer sequencer) {
        return new ProveLog(store, sequencer::status);
    }

    @Produces
    @Singleton
    WatchFlags watch(FlagStore flags, FlagBell bell) {
        return new WatchFlags(flags, bell);
    }

    /// Typed, so that the operator's checker is the one that also checks deposits.
    @Produces
    @Singleton
    @Typed(CheckLog.class)
    CheckLog check(LogStore store, Notary notary, SignatureVerifier verifier, Members members, NodeClock clock) {
        return new CheckLog(store, notary, verifier, members::history, members::profile, clock);
    }

    void stop(@Disposes WatchFlags watch) {
        watch.close();
    }
}
