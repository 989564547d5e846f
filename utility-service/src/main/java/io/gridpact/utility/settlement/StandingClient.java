package io.gridpact.utility.settlement;

import io.gridpact.arbiter.v1.GetSheetStandingRequest;
import io.gridpact.arbiter.v1.GetSheetStandingResponse;
import io.gridpact.arbiter.v1.StatusDepositServiceGrpc;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StandingWire;
import io.grpc.StatusRuntimeException;
import java.time.Instant;

/// Asks the arbiter over pinned mutual TLS.
public final class StandingClient implements StandingLink {

    private static final Fields ANSWER = Fields.of(Reason.INVALID_PROOF);

    private final String arbiter;
    private final PeerChannels channels;

    public StandingClient(String arbiter, PeerChannels channels) {
        this.arbiter = arbiter;
        this.channels = channels;
    }

    @Override
    public Envelope standing(String utility, Direction direction, Instant windowStart) {
        GetSheetStandingRequest request = GetSheetStandingRequest.newBuilder()
                .setUtility(utility)
                .setDirection(StandingWire.toMessage(direction))
                .setWindowStartMillis(windowStart.toEpochMilli())
                .build();
        try {
            GetSheetStandingResponse answer = StatusDepositServiceGrpc.newBlockingStub(channels.to(arbiter))
                    .getSheetStanding(request);
            return EnvelopeWire.fromMessage(answer.getStanding(), ANSWER.in("standing"));
        } catch (StatusRuntimeException failed) {
            throw new RefusedException(RefusalStatus.refusalOf(failed), failed);
        }
    }
}
