package io.gridpact.deploy.simulation;

import io.gridpact.arbiter.member.MemberStore;
import io.gridpact.protocol.envelope.Envelope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The arbiter's directory as its operator has filled it.
record HeldMembers(Cast cast, Envelope signedProfile) implements MemberStore {

    @Override
    public List<StoredDescriptor> descriptors() {
        return cast.descriptors().entrySet().stream()
                .map(descriptor -> new StoredDescriptor(descriptor.getKey(), 1, descriptor.getValue()))
                .toList();
    }

    @Override
    public void addDescriptor(StoredDescriptor descriptor, Instant receivedAt) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<LoggedRevocation> revocations() {
        return List.of();
    }

    @Override
    public Optional<Envelope> profile() {
        return Optional.of(signedProfile);
    }

    @Override
    public void addProfile(Envelope profile, Instant receivedAt) {
        throw new UnsupportedOperationException();
    }
}
