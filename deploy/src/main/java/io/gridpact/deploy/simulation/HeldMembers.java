package io.gridpact.deploy.simulation;

import io.gridpact.arbiter.member.MemberStore;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;

/// The arbiter's directory as its operator has filled it.
record HeldMembers(Cast cast, Envelope signedProfile, DataSource disk) implements MemberStore {

    private static final String REVOCATIONS =
            "select statement, logged_at_millis from log_entry where kind = 'REVOCATION' order by leaf_index";

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
        List<LoggedRevocation> logged = new ArrayList<>();
        try (Connection connection = disk.getConnection();
                PreparedStatement query = connection.prepareStatement(REVOCATIONS);
                ResultSet row = query.executeQuery()) {
            while (row.next()) {
                logged.add(new LoggedRevocation(
                        EnvelopeWire.parse(row.getBytes(1), Fields.of(Reason.INTERNAL)),
                        Instant.ofEpochMilli(row.getLong(2))));
            }
        } catch (SQLException gone) {
            throw new IllegalStateException(gone);
        }
        return logged;
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
