package io.gridpact.arbiter.deposit;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.settlement.StatusClaim;
import io.gridpact.protocol.settlement.StatusStanding;
import io.gridpact.protocol.wire.StatusClaimWire;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// Signs what claims have come to.
record SignStandings(String arbiter, Signer signer, Supplier<byte[]> salts) {

    /// @param status digest of the signed status that holds
    Envelope sign(StatusClaim claim, StatusStanding.Verdict verdict, Optional<Digest> status, Instant now) {
        byte[] payload = StatusClaimWire.standingPayload(arbiter, claim, verdict, status, now, salts.get());
        return Envelopes.sign(StatusStanding.PAYLOAD_TYPE, payload, signer);
    }
}
