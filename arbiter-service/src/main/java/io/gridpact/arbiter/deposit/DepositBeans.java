package io.gridpact.arbiter.deposit;

import io.gridpact.arbiter.log.CheckLog;
import io.gridpact.arbiter.log.Sequencer;
import io.gridpact.arbiter.member.Members;
import io.gridpact.arbiter.node.Salts;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.StoreChecker;
import io.gridpact.protocol.sealing.SealingRules;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The use cases of deposits as beans.
@Dependent
final class DepositBeans {

    @Produces
    @Singleton
    DepositStore store(DataSource database) {
        return new DepositStore(database);
    }

    @Produces
    @Singleton
    DepositSealings deposit(
            @ConfigProperty(name = "gridpact.id") String arbiter,
            Members members,
            SignatureVerifier verifier,
            DepositStore store,
            Sequencer sequencer,
            NodeClock clock) {
        return new DepositSealings(arbiter, members::participant, members::profile, verifier, store, sequencer, clock);
    }

    @Produces
    @Singleton
    TellDeposits tell(DepositStore store, Sequencer sequencer, NodeClock clock) {
        return new TellDeposits(store, sequencer, clock);
    }

    @Produces
    @Singleton
    TellStanding standing(
            @ConfigProperty(name = "gridpact.id") String arbiter,
            Signer signer,
            Salts salts,
            Members members,
            DataSource database,
            DepositStore store) {
        return new TellStanding(arbiter, signer, salts, members::profile, new StandingStore(database), store);
    }

    @Produces
    @Singleton
    StoreChecker check(
            @ConfigProperty(name = "gridpact.id") String arbiter,
            CheckLog log,
            DepositStore store,
            Members members,
            SignatureVerifier verifier,
            CheckClaims claims) {
        return new CheckDeposits(
                log,
                store,
                // What was believed when it came is read back, whatever has been revoked since.
                new SealingRules(arbiter, id -> members.participant(id).map(Participant::unrevoked), verifier),
                members::profile,
                claims);
    }
}
