package io.gridpact.utility.peer;

import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.DescriptorRules;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.TermsWire;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.ParticipantStore;
import io.gridpact.utility.node.StoreTransaction;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Agreements, also earlier ones and ones to come, and profiles, in the database and in memory, because every order
/// asks for them. Only this process writes them, so both are the same.
@ApplicationScoped
public class AgreementStore implements PanacheRepositoryBase<AgreementRow, byte[]>, AgreementBook {

    private static final int AFTER_THE_DIRECTORY = 2;
    private static final Fields STORED = new Fields(Reason.INTERNAL, "envelope");

    private final String utility;
    private final String arbiter;
    private final EntityManager entities;
    private final ParticipantStore directory;
    private final SignatureVerifier verifier;
    private final NodeClock clock;
    private final Map<String, AgreementHistory> histories = new ConcurrentHashMap<>();
    private final Map<Digest, NetworkProfile> profiles = new ConcurrentHashMap<>();
    private final AtomicLong changes = new AtomicLong();

    public AgreementStore(
            NodeConfig config,
            EntityManager entities,
            ParticipantStore directory,
            SignatureVerifier verifier,
            NodeClock clock) {
        this.clock = clock;
        this.utility = config.id();
        this.arbiter = config.arbiter();
        this.entities = entities;
        this.directory = directory;
        this.verifier = verifier;
    }

    @Transactional
    void load(@Observes @Priority(AFTER_THE_DIRECTORY) StartupEvent started) {
        for (ProfileRow row :
                entities.createQuery("from ProfileRow", ProfileRow.class).getResultList()) {
            NetworkProfile profile = TermsWire.profile(EnvelopeWire.parse(row.envelope, STORED));
            profiles.put(profile.digest(), profile);
        }
        for (AgreementRow row : listAll()) {
            add(row.peer, TermsWire.agreement(EnvelopeWire.parse(row.envelope, STORED)));
        }
    }

    @Override
    public Optional<Agreement> between(String first, String second) {
        return inForce(first, second, clock.instant());
    }

    @Override
    public Optional<Agreement> inForce(String first, String second, Instant at) {
        if (!first.equals(utility) && !second.equals(utility)) {
            return Optional.empty();
        }
        return Optional.ofNullable(histories.get(first.equals(utility) ? second : first))
                .flatMap(history -> history.inForce(at));
    }

    private void add(String peer, Agreement agreement) {
        histories.merge(peer, AgreementHistory.of(agreement), (held, added) -> held.with(agreement));
    }

    @Override
    public Optional<NetworkProfile> profile(Digest digest) {
        return Optional.ofNullable(profiles.get(digest));
    }

    @Override
    public List<Agreement> agreements() {
        Instant now = clock.instant();
        return histories.values().stream()
                .flatMap(history -> history.inForce(now).stream())
                .toList();
    }

    /// Grows with each agreement and profile that is taken.
    public long changes() {
        return changes.get();
    }

    /// Takes a profile. It binds nobody until an agreement names it by digest, which both utilities sign.
    public void putProfile(Envelope envelope) {
        NetworkProfile profile = TermsWire.profile(envelope);
        ProfileRow row = new ProfileRow();
        row.digest = profile.digest().bytes();
        row.envelope = EnvelopeWire.encode(envelope);
        StoreTransaction.run(() -> entities.merge(row));
        profiles.put(profile.digest(), profile);
        changes.incrementAndGet();
    }

    /// Takes an agreement that both utilities' root keys have signed.
    ///
    /// @throws RefusedException INVALID_REQUEST or SIGNATURE_INVALID with the field
    public synchronized void putAgreement(Envelope envelope) {
        Agreement agreement = TermsWire.agreement(envelope);
        if (!agreement.firstUtility().equals(utility)
                && !agreement.secondUtility().equals(utility)) {
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_REQUEST, "agreement.first_utility", "not of this utility"));
        }
        if (!profiles.containsKey(agreement.profileDigest())) {
            throw new RefusedException(
                    Refusal.of(Reason.INVALID_REQUEST, "agreement.profile_digest", "a profile not known here"));
        }
        if (!agreement.arbiter().equals(arbiter)) {
            throw new RefusedException(Refusal.of(
                    Reason.INVALID_REQUEST, "agreement.arbiter", "not the arbiter with which this utility logs"));
        }
        DescriptorRules.agreement(agreement, envelope, clock.instant(), directory::participant, verifier)
                .orThrow();
        String peer = agreement.firstUtility().equals(utility) ? agreement.secondUtility() : agreement.firstUtility();
        AgreementHistory history = histories.get(peer);
        if (history != null) {
            history.successor(agreement).orThrow();
        }
        AgreementRow row = new AgreementRow();
        row.peer = peer;
        row.digest = agreement.digest().bytes();
        row.envelope = EnvelopeWire.encode(envelope);
        StoreTransaction.run(() -> entities.merge(row));
        add(peer, agreement);
        changes.incrementAndGet();
    }
}
