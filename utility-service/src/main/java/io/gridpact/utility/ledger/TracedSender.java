package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.CallMeter;
import io.gridpact.protocol.link.TracedWork;
import io.gridpact.protocol.link.Tracing;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Instant;
import java.util.List;

/// Makes each attempt to deliver something a trace of its own.
final class TracedSender implements OutboxSender {

    private final OutboxSender sender;
    private final Tracing tracing;

    TracedSender(OutboxSender sender, Tracing tracing) {
        this.sender = sender;
        this.tracing = tracing;
    }

    @Override
    public String kind() {
        return sender.kind();
    }

    @Override
    public int maxBatch() {
        return sender.maxBatch();
    }

    @Override
    public Instant endOfUse(Digest subject, Instant enqueued) {
        return sender.endOfUse(subject, enqueued);
    }

    @Override
    public void send(String target, List<Digest> subjects) {
        try (TracedWork work = tracing.work("deliver " + kind())) {
            work.with("gridpact.peer", target)
                    .with("gridpact.messages", Integer.toString(subjects.size()))
                    .about(subjects.getFirst());
            try {
                sender.send(target, subjects);
                work.cameTo(CallMeter.OK);
            } catch (RefusedException refused) {
                work.cameTo(refused.refusal().reason().name());
                throw refused;
            }
        }
    }
}
