package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.ParticipantStore;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.node.Wake;
import io.gridpact.utility.peer.AgreementStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The parts of metering.
final class MeteringBeans {

    @Produces
    @Singleton
    HomeProfile homeProfile(NodeConfig config, AgreementStore agreements) {
        return new HomeProfile(config.id(), agreements);
    }

    @Produces
    @Singleton
    SignedReadings signedReadings(Signer signer, SignatureVerifier verifier, LedgerReader reader) {
        return new SignedReadings(signer, verifier, reader);
    }

    @Produces
    @Singleton
    SubmitReadings submitReadings(
            HomeProfile profile, SignedReadings signatures, LedgerWriter writer, MeteringMeter meter, Wake wake) {
        return new SubmitReadings(profile, signatures, writer, meter, wake::wake);
    }

    @Produces
    @Singleton
    ReviewReadings reviewReadings(
            HomeProfile profile,
            SignedReadings signatures,
            LedgerReader reader,
            LedgerWriter writer,
            MeteringMeter meter,
            Wake wake) {
        return new ReviewReadings(profile, signatures, reader, writer, meter, wake::wake);
    }

    @Produces
    @Singleton
    ReadingAdjustments readingAdjustments(LedgerReader reader) {
        return new ReadingAdjustments(reader);
    }

    @Produces
    @Singleton
    EstimateReadings estimateReadings(Signer signer, Salts salts, LedgerWriter writer, MeteringMeter meter) {
        return new EstimateReadings(signer, salts, writer, meter);
    }

    @Produces
    @Singleton
    ReadingsCheck readingsCheck(
            NodeConfig config, ParticipantStore directory, SignatureVerifier verifier, LedgerReader reader) {
        return new ReadingsCheck(
                config.id(), id -> directory.participant(id).map(Participant::unrevoked), verifier, reader);
    }
}
