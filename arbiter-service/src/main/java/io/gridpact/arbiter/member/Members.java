package io.gridpact.arbiter.member;

import io.gridpact.arbiter.member.MemberStore.StoredDescriptor;
import io.gridpact.protocol.directory.DescriptorRules;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.ParticipantsPort;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.RevocationWire;
import io.gridpact.protocol.wire.TermsWire;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// The directory: who is who, from memory, as handshakes need it, and stored before it is in force.
public final class Members implements ParticipantsPort {

    /// A descriptor, read and as it came.
    private record Member(Participant participant, Envelope descriptor) {}

    /// A revocation that stands in the log since then.
    private record Revoked(Revocation revocation, Instant loggedAt) {}

    private final MemberStore store;
    private final SignatureVerifier verifier;
    private final Clock clock;
    private final NavigableMap<String, Member> inForce = new ConcurrentSkipListMap<>();
    private final ConcurrentMap<String, List<Participant>> all = new ConcurrentHashMap<>();
    private final Set<Digest> taken = ConcurrentHashMap.newKeySet();
    private final ConcurrentMap<String, List<Revoked>> revoked = new ConcurrentHashMap<>();
    private volatile Optional<NetworkProfile> profile = Optional.empty();

    public Members(MemberStore store, SignatureVerifier verifier, Clock clock) {
        this.store = store;
        this.verifier = verifier;
        this.clock = clock;
    }

    /// Reads what is kept; what is revoked first, so that nobody is known without it.
    public synchronized void load() {
        store.revocations()
                .forEach(logged -> remember(RevocationWire.revocation(logged.revocation()), logged.loggedAt()));
        store.descriptors()
                .forEach(stored -> take(DirectoryWire.participant(stored.descriptor()), stored.descriptor()));
        profile = store.profile().map(TermsWire::profile);
    }

    /// The descriptor of that participant that is in force.
    public Optional<Participant> participant(String id) {
        return Optional.ofNullable(inForce.get(id)).map(Member::participant);
    }

    /// Whether that descriptor is in force or was.
    public boolean has(Digest descriptor) {
        return taken.contains(descriptor);
    }

    /// The revocation of that key that stands in the log.
    public Optional<Revocation> revocation(String participant, KeyId keyId) {
        return revoked.getOrDefault(participant, List.of()).stream()
                .map(Revoked::revocation)
                .filter(revocation -> revocation.keyId().equals(keyId))
                .findFirst();
    }

    /// The key counts as revoked from now on; the log has it already.
    public synchronized void revoked(Revocation revocation, Instant loggedAt) {
        if (revocation(revocation.participant(), revocation.keyId()).isPresent()) {
            return;
        }
        remember(revocation, loggedAt);
        Member member = inForce.get(revocation.participant());
        if (member != null) {
            Participant without = member.participant().revoked(revocation.keyId(), loggedAt);
            inForce.put(without.id(), new Member(without, member.descriptor()));
            List<Participant> history = new ArrayList<>(history(without.id()));
            history.set(history.size() - 1, without);
            all.put(without.id(), List.copyOf(history));
        }
    }

    /// Keys that are revoked, of everyone.
    public int revokedKeys() {
        return revoked.values().stream().mapToInt(List::size).sum();
    }

    /// Every descriptor that participant ever had, oldest first; the last knows the keys of all of them, and which are
    /// revoked.
    public List<Participant> history(String id) {
        return all.getOrDefault(id, List.of());
    }

    public Optional<NetworkProfile> profile() {
        return profile;
    }

    @Override
    public synchronized boolean put(Envelope descriptor) {
        Participant next = DirectoryWire.participant(descriptor);
        Member current = inForce.get(next.id());
        if (current != null && current.descriptor().digest().equals(descriptor.digest())) {
            return false;
        }
        Instant now = clock.instant();
        DescriptorRules.descriptor(next, descriptor, now, verifier).orThrow();
        if (current != null) {
            DescriptorRules.successor(current.participant(), next, now).orThrow();
        }
        // 1. Persist. 2. In force.
        store.addDescriptor(new StoredDescriptor(next.id(), next.revision(), descriptor), now);
        take(next, descriptor);
        return true;
    }

    @Override
    public List<Envelope> list(String afterId, int limit) {
        return inForce.tailMap(afterId, false).values().stream()
                .limit(limit)
                .map(Member::descriptor)
                .toList();
    }

    /// Takes the network's profile. The operator vouches for it; agreements name it by digest.
    public synchronized void putProfile(Envelope signed) {
        NetworkProfile next = TermsWire.profile(signed);
        if (profile.filter(present -> present.digest().equals(next.digest())).isPresent()) {
            return;
        }
        store.addProfile(signed, clock.instant());
        profile = Optional.of(next);
    }

    private void take(Participant next, Envelope descriptor) {
        List<Participant> history = new ArrayList<>(history(next.id()));
        Participant participant = history.isEmpty() ? next : next.after(history.getLast());
        for (Revoked one : revoked.getOrDefault(next.id(), List.of())) {
            participant = participant.revoked(one.revocation().keyId(), one.loggedAt());
        }
        taken.add(descriptor.digest());
        inForce.put(participant.id(), new Member(participant, descriptor));
        history.add(participant);
        all.put(participant.id(), List.copyOf(history));
    }

    private void remember(Revocation revocation, Instant loggedAt) {
        List<Revoked> known = new ArrayList<>(revoked.getOrDefault(revocation.participant(), List.of()));
        known.add(new Revoked(revocation, loggedAt));
        revoked.put(revocation.participant(), List.copyOf(known));
    }
}
