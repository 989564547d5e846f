package io.gridpact.protocol.sealing;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.SealedUpdate;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// Since when, by the arbiter's log, the signatures of a trade that is shown exist: for keys that were revoked later
/// (PROTOCOL.md, section 4).
///
/// An attestation counts as what it is: it stands in the minute or not. A platform's consent counts by the first
/// attestation, because each names the order, and a signature is named by what was signed.
///
/// @param minutes each verified before
record TradeCovers(SealingProof proof, List<SealingProof.Logged> minutes) {

    TradeCovers {
        minutes = List.copyOf(minutes);
    }

    /// The directory as it counts for the order and its two attestations.
    Function<String, Optional<Participant>> order(Function<String, Optional<Participant>> directory) {
        return attested(
                directory,
                proof.sealed().sellerAttestation().attestation().digest(),
                proof.sealed().buyerAttestation().attestation().digest());
    }

    /// The directory as it counts for an update and its two attestations.
    Function<String, Optional<Participant>> update(
            Function<String, Optional<Participant>> directory, SealedUpdate update) {
        return attested(
                directory,
                update.sellerAttestation().attestation().digest(),
                update.buyerAttestation().attestation().digest());
    }

    private Function<String, Optional<Participant>> attested(
            Function<String, Optional<Participant>> directory, Digest sellerAttestation, Digest buyerAttestation) {
        Order order = proof.sealed().consented().order();
        Optional<Instant> seller = since(sellerAttestation);
        Optional<Instant> buyer = since(buyerAttestation);
        Optional<Instant> first =
                Stream.of(seller, buyer).flatMap(Optional::stream).min(Comparator.naturalOrder());
        return id -> {
            Optional<Instant> covered =
                    id.equals(order.sellerUtility()) ? seller : id.equals(order.buyerUtility()) ? buyer : first;
            return directory.apply(id).map(participant -> covered.map(participant::covering)
                    .orElse(participant));
        };
    }

    /// The directory as it counts for one statement.
    Function<String, Optional<Participant>> statement(
            Digest statement, Function<String, Optional<Participant>> directory) {
        Optional<Instant> covered = since(statement);
        return id -> directory.apply(id).map(participant -> covered.map(participant::covering)
                .orElse(participant));
    }

    private Optional<Instant> since(Digest statement) {
        return minutes.stream()
                .filter(logged -> logged.minute().holds(statement, logged.index(), logged.path()))
                .map(logged -> logged.minute().receipt().loggedAt())
                .min(Comparator.naturalOrder());
    }
}
