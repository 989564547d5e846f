package io.gridpact.utility.settlement;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.RotatingSigner;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.ledger.Submissions;
import io.gridpact.utility.ledger.Watermark;
import io.gridpact.utility.metering.EstimateReadings;
import io.gridpact.utility.metering.HomeProfile;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.ParticipantStore;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.node.Wake;
import io.gridpact.utility.pairing.DeclarePairDigest;
import io.gridpact.utility.pairing.PairBook;
import io.gridpact.utility.peer.AgreementStore;
import io.gridpact.utility.peer.ArbiterLink;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The parts of settlement.
final class SettlementBeans {

    @Produces
    @Singleton
    OpenRounds openRounds(NodeConfig config, HomeProfile profile, LedgerReader reader, LedgerWriter writer) {
        return new OpenRounds(config.id(), profile, reader, writer);
    }

    @Produces
    @Singleton
    AwaitReadings awaitReadings(
            HomeProfile profile, LedgerReader reader, LedgerWriter writer, EstimateReadings estimates) {
        return new AwaitReadings(profile, reader, writer, estimates);
    }

    @Produces
    @Singleton
    AskStandings askStandings(NodeConfig config, HomeProfile profile, LedgerReader reader, LedgerWriter writer) {
        return new AskStandings(config.id(), config.arbiter(), profile, reader, writer);
    }

    @Produces
    @Singleton
    LearnStandings learnStandings(
            NodeConfig config,
            PeerChannels channels,
            ParticipantStore directory,
            SignatureVerifier verifier,
            NodeClock clock,
            LedgerReader reader,
            LedgerWriter writer,
            Wake wake) {
        return new LearnStandings(
                config.id(),
                config.arbiter(),
                new StandingClient(config.arbiter(), channels),
                directory::participant,
                verifier,
                clock,
                reader,
                writer,
                wake::wake);
    }

    @Produces
    @Singleton
    ClaimStatuses claimStatuses(
            NodeConfig config,
            HomeProfile profile,
            Signer signer,
            Salts salts,
            LedgerReader reader,
            LedgerWriter writer) {
        return new ClaimStatuses(config.id(), config.arbiter(), profile, signer, salts, reader, writer);
    }

    @Produces
    @Singleton
    AskClaims askClaims(NodeConfig config, HomeProfile profile, LedgerReader reader, LedgerWriter writer) {
        return new AskClaims(config.id(), config.arbiter(), profile, reader, writer);
    }

    @Produces
    @Singleton
    SendClaims sendClaims(NodeConfig config, PeerChannels channels, LedgerReader reader, LedgerWriter writer) {
        return new SendClaims(new ClaimClient(config.arbiter(), channels), reader, writer);
    }

    @Produces
    @Singleton
    LearnClaims learnClaims(
            NodeConfig config,
            PeerChannels channels,
            ParticipantStore directory,
            SignatureVerifier verifier,
            NodeClock clock,
            LedgerReader reader,
            LedgerWriter writer,
            ReceiveStatuses receiveStatuses,
            RotatingSigner signer,
            SettlementMeter meter,
            Wake wake) {
        return new LearnClaims(
                config.id(),
                config.arbiter(),
                new ClaimClient(config.arbiter(), channels),
                directory::participant,
                verifier,
                clock,
                reader,
                writer,
                receiveStatuses,
                new OwnShowing(config.id(), reader, signer::signedAnew),
                meter,
                wake::wake);
    }

    @Produces
    @Singleton
    ServeLateLines serveLateLines(
            NodeConfig config, HomeProfile profile, Salts salts, LedgerReader reader, LedgerWriter writer) {
        return new ServeLateLines(config.id(), profile, salts, reader, writer);
    }

    @Produces
    @Singleton
    CommitSheets commitSheets(
            NodeConfig config,
            Signer signer,
            Salts salts,
            Watermark watermark,
            Submissions submissions,
            LedgerReader reader,
            LedgerWriter writer) {
        return new CommitSheets(config.id(), signer, salts, watermark, submissions, reader, writer);
    }

    @Produces
    @Singleton
    AllocateRounds allocateRounds(
            NodeConfig config,
            HomeProfile profile,
            Salts salts,
            LedgerReader reader,
            LedgerWriter writer,
            CommitSheets commitSheets,
            SettlementMeter meter) {
        return new AllocateRounds(config.id(), profile, salts, reader, writer, commitSheets, meter);
    }

    @Produces
    @Singleton
    SignStatuses signStatuses(
            NodeConfig config,
            Signer signer,
            Salts salts,
            LedgerReader reader,
            LedgerWriter writer,
            SettlementMeter meter) {
        return new SignStatuses(config.id(), signer, salts, reader, writer, meter);
    }

    @Produces
    @Singleton
    HeldStatuses heldStatuses(LedgerReader reader, LedgerWriter writer) {
        return new HeldStatuses(reader, writer);
    }

    @Produces
    @Singleton
    SendStatuses sendStatuses(
            NodeConfig config,
            PeerChannels channels,
            LedgerReader reader,
            LedgerWriter writer,
            SettlementMeter meter,
            RotatingSigner signer) {
        return new SendStatuses(config.id(), new StatusClient(channels), reader, writer, meter, signer::signedAnew);
    }

    @Produces
    @Singleton
    ReceiveStatuses receiveStatuses(
            NodeConfig config,
            ParticipantStore directory,
            AgreementStore agreements,
            SignatureVerifier verifier,
            NodeClock clock,
            LedgerReader reader,
            LedgerWriter writer,
            SettlementMeter meter,
            Wake wake) {
        return new ReceiveStatuses(
                config.id(), directory::participant, agreements, verifier, clock, reader, writer, meter, wake::wake);
    }

    @Produces
    @Singleton
    AskSheetRevisions askSheetRevisions(ArbiterLink arbiter, LedgerReader reader, LedgerWriter writer, Wake wake) {
        return new AskSheetRevisions(arbiter, reader, writer, wake::wake);
    }

    @Produces
    @Singleton
    SettlePairs settlePairs(
            NodeConfig config,
            AgreementStore agreements,
            DeclarePairDigest pairDigests,
            LedgerReader reader,
            LedgerWriter writer,
            SettlementMeter meter) {
        return new SettlePairs(config.id(), config.arbiter(), agreements, pairDigests, reader, writer, meter);
    }

    @Produces
    @Singleton
    ConcludeSettlements concludeSettlements(
            PairBook book, LedgerReader reader, LedgerWriter writer, SettlementMeter meter) {
        return new ConcludeSettlements(book, reader, writer, meter);
    }

    @Produces
    @Singleton
    SheetsCheck sheetsCheck(NodeConfig config, LedgerReader reader) {
        return new SheetsCheck(config.id(), reader);
    }

    @Produces
    @Singleton
    SettlementsCheck settlementsCheck(NodeConfig config, AgreementStore agreements, LedgerReader reader) {
        return new SettlementsCheck(config.id(), agreements, reader);
    }

    @Produces
    @Singleton
    ClaimsCheck claimsCheck(
            NodeConfig config, ParticipantStore directory, SignatureVerifier verifier, LedgerReader reader) {
        return new ClaimsCheck(
                config.arbiter(), id -> directory.participant(id).map(Participant::unrevoked), verifier, reader);
    }

    @Produces
    @Singleton
    PeerStatusesCheck peerStatusesCheck(ParticipantStore directory, SignatureVerifier verifier, LedgerReader reader) {
        return new PeerStatusesCheck(id -> directory.participant(id).map(Participant::unrevoked), verifier, reader);
    }
}
