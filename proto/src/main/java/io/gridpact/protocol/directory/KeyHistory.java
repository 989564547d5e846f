package io.gridpact.protocol.directory;

import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The signing keys that a participant has had, and which of them were revoked, when (PROTOCOL.md, section 4).
///
/// A later descriptor ends no key that an earlier one gave: only a revocation does, because only that says by the
/// arbiter's log since when. So nobody gets out of a trade by a new descriptor, and what anybody knows of a
/// participant's keys only grows, whatever comes first.
///
/// @param keys of all descriptors, in the order in which they came; the same key may be there with other validities
/// @param revoked the log's time of the first revocation of a key
public record KeyHistory(List<SigningKey> keys, Map<KeyId, Instant> revoked) {

    /// What a revoked key signed counts if a journal root that covers it was logged no later than this after the
    /// revocation.
    public static final Duration COVERED_WITHIN = Duration.ofMinutes(15);

    /// Keys that a participant may have had, each validity counted; beyond them no further descriptor is taken.
    public static final int MAX_KEYS = 256;

    public KeyHistory {
        keys = List.copyOf(keys);
        revoked = Map.copyOf(revoked);
    }

    /// Of one descriptor, nothing revoked.
    public static KeyHistory of(List<SigningKey> keys) {
        return new KeyHistory(keys, Map.of());
    }

    /// Also with those of another descriptor.
    public KeyHistory with(List<SigningKey> others) {
        List<SigningKey> all = new ArrayList<>(keys);
        others.stream().filter(key -> !keys.contains(key)).forEach(all::add);
        return new KeyHistory(all, revoked);
    }

    /// Also with this revocation; of two of one key the first logged counts.
    public KeyHistory revoked(KeyId keyId, Instant loggedAt) {
        Map<KeyId, Instant> all = new HashMap<>(revoked);
        all.merge(keyId, loggedAt, (one, other) -> one.isBefore(other) ? one : other);
        return new KeyHistory(keys, all);
    }

    /// As it counts for a statement that a journal root covers which was logged at that time: what was revoked too
    /// late to touch it is not revoked.
    public KeyHistory covering(Instant rootLoggedAt) {
        Map<KeyId, Instant> counting = new HashMap<>(revoked);
        counting.values().removeIf(revokedAt -> !rootLoggedAt.isAfter(revokedAt.plus(COVERED_WITHIN)));
        return new KeyHistory(keys, counting);
    }

    /// As it was before anything was revoked: for reading back what was believed when it came.
    public KeyHistory unrevoked() {
        return new KeyHistory(keys, Map.of());
    }

    /// The key of that id, if it may sign at that instant and has not been revoked.
    public Optional<PublicKey> signingKey(KeyId keyId, Instant at) {
        if (revoked.containsKey(keyId)) {
            return Optional.empty();
        }
        return keys.stream()
                .filter(key -> key.key().id().equals(keyId) && key.validAt(at))
                .map(SigningKey::key)
                .findFirst();
    }

    /// Whether the participant has ever had it.
    public boolean has(KeyId keyId) {
        return keys.stream().anyMatch(key -> key.key().id().equals(keyId));
    }

    /// Until when the last of the keys that may sign at that instant may.
    public Optional<Instant> signsUntil(Instant at) {
        return keys.stream()
                .filter(key -> key.validAt(at) && !revoked.containsKey(key.key().id()))
                .map(SigningKey::validUntil)
                .max(Instant::compareTo);
    }
}
