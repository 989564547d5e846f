package io.gridpact.deploy.keys;

import static io.gridpact.protocol.directory.Participants.spiffeId;

import com.google.protobuf.ByteString;
import com.google.type.Money;
import io.gridpact.deploy.network.NetworkFile.AgreementTerms;
import io.gridpact.deploy.network.NetworkFile.DeadlineTerms;
import io.gridpact.deploy.network.NetworkFile.ProfileTerms;
import io.gridpact.directory.v1.AllocationRule;
import io.gridpact.directory.v1.BilateralAgreement;
import io.gridpact.directory.v1.ConfirmationMode;
import io.gridpact.directory.v1.Deadlines;
import io.gridpact.directory.v1.KeyAlgorithm;
import io.gridpact.directory.v1.MissingReadingFallback;
import io.gridpact.directory.v1.NetworkProfile;
import io.gridpact.directory.v1.ParticipantDescriptor;
import io.gridpact.directory.v1.ParticipantRole;
import io.gridpact.directory.v1.SettlementMode;
import io.gridpact.directory.v1.SigningKey;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.wire.DirectoryWire;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;

/// Signs a network's documents with the root keys of those whose they are (PROTOCOL.md, section 4).
public final class Documents {

    public static final String DESCRIPTOR_TYPE = "gridpact/descriptor/v1";
    public static final String PROFILE_TYPE = "gridpact/profile/v1";
    public static final String AGREEMENT_TYPE = "gridpact/agreement/v1";

    private static final int SALT_BYTES = 16;
    private static final Duration KEY_VALIDITY = Duration.ofDays(3_650);
    private static final int NANO_DECIMALS = 9;

    private final Instant validFrom;
    private final SecureRandom random;

    /// @param validFrom first instant of the network's time at which keys sign and agreements bind
    public Documents(Instant validFrom, SecureRandom random) {
        this.validFrom = validFrom;
        this.random = random;
    }

    /// @param endpoint `host:port`, empty for parties that only call
    /// @param revision higher than that of any descriptor this participant has given out
    public Envelope descriptor(Member member, String endpoint, long revision) {
        ParticipantDescriptor.Builder descriptor = ParticipantDescriptor.newBuilder()
                .setParticipantId(member.id())
                .setRole(ParticipantRole.valueOf("PARTICIPANT_ROLE_" + member.role()))
                .setEndpoint(endpoint)
                .setSpiffeId(spiffeId(member.role(), member.id()))
                .addTlsKeyPins(bytes(member.tlsKeyPin()))
                .setRootKey(key(member.root().publicKey()))
                .setRevision(revision)
                .setSalt(salt());
        member.signingKey().ifPresent(signingKey -> descriptor.addSigningKeys(key(signingKey)));
        member.hpkeKey().ifPresent(hpkeKey -> descriptor.setHpkePublicKey(ByteString.copyFrom(hpkeKey)));
        return Envelopes.sign(DESCRIPTOR_TYPE, descriptor.build().toByteArray(), member.root());
    }

    /// The same keys, listening elsewhere.
    ///
    /// @param revision at least; always higher than the present one
    public Envelope moved(Participant present, String endpoint, long revision, Signer root) {
        Participant moved = new Participant(
                present.id(),
                present.role(),
                endpoint,
                present.spiffeId(),
                present.tlsKeyPins(),
                present.signingKeys(),
                present.hpkeKey(),
                present.rootSigningKey(),
                Math.max(revision, present.revision() + 1));
        return Envelopes.sign(DESCRIPTOR_TYPE, DirectoryWire.payload(moved, salt().toByteArray()), root);
    }

    /// @param author whose root key signs it
    public Envelope profile(String name, ProfileTerms terms, Signer author) {
        DeadlineTerms deadlines = terms.deadlines();
        NetworkProfile profile = NetworkProfile.newBuilder()
                .setName(name)
                .setWindowMinutes(terms.windowMinutes())
                .setAllocationRule(AllocationRule.valueOf("ALLOCATION_RULE_" + terms.allocationRule()))
                .setToleranceBasisPoints(terms.toleranceBasisPoints())
                .setDeadlines(Deadlines.newBuilder()
                        .setGateClosureMinutesBeforeStart(deadlines.gateClosureBeforeStart())
                        .setSealedDigestMinutesAfterGateClosure(deadlines.sealedDigestAfterGateClosure())
                        .setReadingsMinutesAfterEnd(deadlines.readingsAfterEnd())
                        .setSellerStatusMinutesAfterEnd(deadlines.sellerStatusAfterEnd())
                        .setBuyerStatusMinutesAfterEnd(deadlines.buyerStatusAfterEnd())
                        .setSettlementMinutesAfterEnd(deadlines.settlementAfterEnd())
                        .setEvidenceMinutesAfterEnd(deadlines.evidenceAfterEnd()))
                .setMissingReadingFallback(
                        MissingReadingFallback.MISSING_READING_FALLBACK_NOTHING_INJECTED_ALL_CONSUMED)
                .setFinalityDays(terms.finalityDays())
                .setSalt(salt())
                .build();
        return Envelopes.sign(PROFILE_TYPE, profile.toByteArray(), author);
    }

    /// Signed by both; once where a utility agrees with itself.
    public Envelope agreement(AgreementTerms terms, Digest profile, String arbiter, Signer first, Signer second) {
        BilateralAgreement agreement = BilateralAgreement.newBuilder()
                .setFirstUtility(terms.firstUtility())
                .setSecondUtility(terms.secondUtility())
                .setProfileDigest(bytes(profile))
                .setFirstRootKeyId(bytes(first.publicKey().id().value()))
                .setSecondRootKeyId(bytes(second.publicKey().id().value()))
                .setConfirmationMode(ConfirmationMode.valueOf("CONFIRMATION_MODE_" + terms.confirmationMode()))
                .setSettlementMode(SettlementMode.valueOf("SETTLEMENT_MODE_" + terms.settlementMode()))
                .setCurrency(terms.currency())
                .setSellerDeviationPricePerKwh(money(terms.currency(), terms.sellerDeviationPricePerKwh()))
                .setBuyerDeviationPricePerKwh(money(terms.currency(), terms.buyerDeviationPricePerKwh()))
                .setArbiter(arbiter)
                .setValidFromMillis(validFrom.toEpochMilli())
                .setSalt(salt())
                .build();
        Envelope signed = Envelopes.sign(AGREEMENT_TYPE, agreement.toByteArray(), first);
        if (terms.firstUtility().equals(terms.secondUtility())) {
            return signed;
        }
        return signed.with(Envelopes.signature(AGREEMENT_TYPE, signed.payload(), second));
    }

    /// Exact: units and nanos.
    public static Money money(String currency, BigDecimal value) {
        BigDecimal units = value.setScale(0, RoundingMode.DOWN);
        int nanos = value.subtract(units).movePointRight(NANO_DECIMALS).intValueExact();
        return Money.newBuilder()
                .setCurrencyCode(currency)
                .setUnits(units.longValueExact())
                .setNanos(nanos)
                .build();
    }

    private SigningKey key(PublicKey key) {
        return SigningKey.newBuilder()
                .setAlgorithm(KeyAlgorithm.KEY_ALGORITHM_ED25519)
                .setPublicKey(ByteString.copyFrom(key.bytes()))
                .setValidFromMillis(validFrom.toEpochMilli())
                .setValidUntilMillis(validFrom.plus(KEY_VALIDITY).toEpochMilli())
                .build();
    }

    private ByteString salt() {
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        return ByteString.copyFrom(salt);
    }

    private static ByteString bytes(Digest digest) {
        return ByteString.copyFrom(digest.bytes());
    }
}
