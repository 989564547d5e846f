package io.gridpact.arbiter.member;

import io.gridpact.protocol.envelope.Envelope;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Descriptors and profiles in memory.
public final class InMemoryMemberStore implements MemberStore {

    private final List<StoredDescriptor> descriptors = new ArrayList<>();
    private final List<LoggedRevocation> revocations = new ArrayList<>();
    private final List<Envelope> profiles = new ArrayList<>();

    @Override
    public synchronized List<StoredDescriptor> descriptors() {
        return descriptors.stream()
                .sorted(Comparator.comparing(StoredDescriptor::participant).thenComparing(StoredDescriptor::revision))
                .toList();
    }

    @Override
    public synchronized void addDescriptor(StoredDescriptor descriptor, Instant receivedAt) {
        descriptors.add(descriptor);
    }

    @Override
    public synchronized List<LoggedRevocation> revocations() {
        return List.copyOf(revocations);
    }

    /// What a real one reads from the log.
    public synchronized void logged(LoggedRevocation revocation) {
        revocations.add(revocation);
    }

    @Override
    public synchronized Optional<Envelope> profile() {
        return profiles.isEmpty() ? Optional.empty() : Optional.of(profiles.getLast());
    }

    @Override
    public synchronized void addProfile(Envelope profile, Instant receivedAt) {
        profiles.add(profile);
    }
}
