package io.gridpact.protocol.wire;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.status.v1.StatusPage;
import java.util.ArrayList;
import java.util.List;

/// Pages of signed statuses to `gridpact.status.v1.StatusPage` and back (PROTOCOL.md, section 8).
public final class StatusPageWire {

    /// Statuses in a page.
    public static final int MAX_STATUSES = 500;

    private StatusPageWire() {}

    public static byte[] encode(List<Envelope> statuses) {
        return StatusPage.newBuilder()
                .addAllStatuses(statuses.stream().map(EnvelopeWire::toMessage).toList())
                .build()
                .toByteArray();
    }

    /// For pages that are stored.
    public static List<Envelope> parse(byte[] encoded, Fields at) {
        return fromMessage(Strict.parse(StatusPage.parser(), encoded, at), at);
    }

    /// @param at with whose reason and path it is refused
    public static List<Envelope> fromMessage(StatusPage page, Fields at) {
        at.count("statuses", page.getStatusesCount(), 1, MAX_STATUSES);
        List<Envelope> statuses = new ArrayList<>(page.getStatusesCount());
        for (int index = 0; index < page.getStatusesCount(); index++) {
            statuses.add(EnvelopeWire.fromMessage(page.getStatuses(index), at.in(Fields.element("statuses", index))));
        }
        return statuses;
    }
}
