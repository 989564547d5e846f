package io.gridpact.deploy.simulation;

import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.NodeClock;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.ParticipantStore;
import io.gridpact.utility.peer.AgreementStore;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A utility's agreements as its operator has filled them in.
final class HeldAgreements extends AgreementStore {

    private final String utility;
    private final Map<String, Agreement> agreements;
    private final NetworkProfile profile;

    HeldAgreements(
            NodeConfig config,
            EntityManager entities,
            ParticipantStore directory,
            SignatureVerifier verifier,
            NodeClock clock,
            Map<String, Agreement> agreements,
            NetworkProfile profile) {
        super(config, entities, directory, verifier, clock);
        this.utility = config.id();
        this.agreements = agreements;
        this.profile = profile;
    }

    @Override
    public Optional<Agreement> between(String first, String second) {
        boolean own = first.equals(utility) || second.equals(utility);
        String pair = first.compareTo(second) <= 0 ? first + "/" + second : second + "/" + first;
        return own ? Optional.ofNullable(agreements.get(pair)) : Optional.empty();
    }

    @Override
    public Optional<Agreement> inForce(String first, String second, Instant at) {
        return between(first, second).filter(agreement -> !agreement.validFrom().isAfter(at));
    }

    @Override
    public Optional<NetworkProfile> profile(Digest digest) {
        return Optional.of(profile).filter(held -> held.digest().equals(digest));
    }

    @Override
    public List<Agreement> agreements() {
        return Cast.UTILITIES.stream()
                .flatMap(peer -> between(utility, peer).stream())
                .toList();
    }
}
