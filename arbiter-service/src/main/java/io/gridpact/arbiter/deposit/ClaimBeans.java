package io.gridpact.arbiter.deposit;

import io.gridpact.arbiter.member.Members;
import io.gridpact.arbiter.node.Salts;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.settlement.StatusEvidenceRules;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// The use cases of claims for statuses as beans.
@Dependent
final class ClaimBeans {

    @Produces
    @Singleton
    ClaimStore store(DataSource database) {
        return new ClaimStore(database);
    }

    @Produces
    @Singleton
    ClaimDeadlines deadlines(DepositStore checkpoints) {
        return new ClaimDeadlines(checkpoints);
    }

    @Produces
    @Singleton
    SignStandings signStandings(@ConfigProperty(name = "gridpact.id") String arbiter, Signer signer, Salts salts) {
        return new SignStandings(arbiter, signer, salts);
    }

    @Produces
    @Singleton
    ClaimStatuses claim(
            Members members,
            SignatureVerifier verifier,
            DataSource database,
            ClaimDeadlines deadlines,
            ClaimStore store,
            NodeClock clock) {
        return new ClaimStatuses(
                members::participant, members::profile, verifier, new StandingStore(database), deadlines, store, clock);
    }

    @Produces
    @Singleton
    DepositStatus deposit(
            @ConfigProperty(name = "gridpact.id") String arbiter,
            Members members,
            SignatureVerifier verifier,
            ClaimDeadlines deadlines,
            ClaimStore store,
            SignStandings signStandings,
            NodeClock clock) {
        return new DepositStatus(
                members::profile,
                new StatusEvidenceRules(arbiter, members::participant, verifier),
                deadlines,
                store,
                signStandings,
                clock);
    }

    @Produces
    @Singleton
    TellClaims tell(
            Members members,
            DataSource database,
            ClaimDeadlines deadlines,
            ClaimStore store,
            SignStandings signStandings) {
        return new TellClaims(members::profile, new StandingStore(database), deadlines, store, signStandings);
    }

    @Produces
    @Singleton
    CheckClaims check(
            @ConfigProperty(name = "gridpact.id") String arbiter,
            Members members,
            SignatureVerifier verifier,
            ClaimStore store) {
        return new CheckClaims(
                store,
                // What was believed when it came is read back, whatever has been revoked since.
                new StatusEvidenceRules(arbiter, id -> members.participant(id).map(Participant::unrevoked), verifier),
                members::profile);
    }
}
