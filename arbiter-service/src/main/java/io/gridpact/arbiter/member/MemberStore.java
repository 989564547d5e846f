package io.gridpact.arbiter.member;

import io.gridpact.protocol.envelope.Envelope;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Where descriptors and the profile are kept, as they came.
public interface MemberStore {

    /// A descriptor that is kept.
    record StoredDescriptor(String participant, long revision, Envelope descriptor) {}

    /// Every descriptor of everyone, ordered by participant and revision.
    List<StoredDescriptor> descriptors();

    /// Keeps a descriptor beside those it succeeds.
    void addDescriptor(StoredDescriptor descriptor, Instant receivedAt);

    /// A revocation that stands in the log.
    ///
    /// @param loggedAt the leaf's time
    record LoggedRevocation(Envelope revocation, Instant loggedAt) {}

    /// Every revocation in the log, in its order.
    List<LoggedRevocation> revocations();

    /// The profile that was taken last.
    Optional<Envelope> profile();

    /// Keeps a profile, which is the last from now on.
    void addProfile(Envelope profile, Instant receivedAt);
}
