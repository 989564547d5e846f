package io.gridpact.utility.settlement;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.status.v1.AcknowledgeStatusesRequest;
import io.gridpact.status.v1.ClaimResult;
import io.gridpact.status.v1.ClaimStatusesRequest;
import io.gridpact.status.v1.ClaimStatusesResponse;
import io.gridpact.status.v1.DepositStatusRequest;
import io.gridpact.status.v1.ListStatusClaimsRequest;
import io.gridpact.status.v1.ListStatusClaimsResponse;
import io.gridpact.status.v1.ListedClaim;
import io.gridpact.status.v1.ShownStatus;
import io.gridpact.status.v1.StatusClaimServiceGrpc;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Claims over pinned mutual TLS.
public final class ClaimClient implements ClaimLink {

    private static final Fields AT = Fields.of(Reason.INVALID_PROOF);

    private final String arbiter;
    private final PeerChannels channels;

    public ClaimClient(String arbiter, PeerChannels channels) {
        this.arbiter = arbiter;
        this.channels = channels;
    }

    @Override
    public List<Optional<Refusal>> claim(List<Envelope> claims) {
        ClaimStatusesRequest request = ClaimStatusesRequest.newBuilder()
                .addAllClaims(claims.stream().map(EnvelopeWire::toMessage).toList())
                .build();
        ClaimStatusesResponse response = call(() -> stub().claimStatuses(request));
        AT.count("results", response.getResultsCount(), claims.size(), claims.size());
        return response.getResultsList().stream().map(ClaimClient::refusal).toList();
    }

    private static Optional<Refusal> refusal(ClaimResult result) {
        return result.hasError()
                ? Optional.of(RefusalStatus.refusalOf(result.getError()).orElseGet(() -> Refusal.of(Reason.INTERNAL)))
                : Optional.empty();
    }

    @Override
    public Claims claims(String peer, Instant windowStart) {
        List<Told> told = new ArrayList<>();
        long after = 0;
        while (true) {
            ListStatusClaimsRequest request = ListStatusClaimsRequest.newBuilder()
                    .setPeer(peer)
                    .setWindowStartMillis(windowStart.toEpochMilli())
                    .setAfterNumber(after)
                    .build();
            ListStatusClaimsResponse page = call(() -> stub().listStatusClaims(request));
            for (ListedClaim claim : page.getClaimsList()) {
                AT.require(claim.getNumber() > after, "number", "not in order");
                after = claim.getNumber();
                told.add(told(claim));
            }
            // The flags of the last page are those of all: what came before it was decided when it was listed.
            if (page.getClaimsCount() == 0) {
                return new Claims(told, page.getSellersDecided(), page.getBuyersDecided());
            }
        }
    }

    private static Told told(ListedClaim claim) {
        return new Told(
                EnvelopeWire.fromMessage(claim.getClaim(), AT.in("claim")),
                claim.hasStanding()
                        ? Optional.of(EnvelopeWire.fromMessage(claim.getStanding(), AT.in("standing")))
                        : Optional.empty(),
                claim.hasShown() ? Optional.of(claim.getShown().toByteArray()) : Optional.empty());
    }

    @Override
    public Envelope deposit(Digest claim, byte[] shown) {
        DepositStatusRequest request = DepositStatusRequest.newBuilder()
                .setClaimDigest(bytes(claim))
                .setShown(parsed(shown))
                .build();
        return EnvelopeWire.fromMessage(
                call(() -> stub().depositStatus(request)).getStanding(), AT.in("standing"));
    }

    @Override
    public void acknowledge(List<Digest> claims) {
        for (int from = 0; from < claims.size(); from += MAX_CLAIMS) {
            AcknowledgeStatusesRequest request = AcknowledgeStatusesRequest.newBuilder()
                    .addAllClaimDigests(claims.subList(from, Math.min(from + MAX_CLAIMS, claims.size())).stream()
                            .map(ClaimClient::bytes)
                            .toList())
                    .build();
            var ignored = call(() -> stub().acknowledgeStatuses(request));
        }
    }

    private static ShownStatus parsed(byte[] shown) {
        try {
            return ShownStatus.parseFrom(shown);
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalStateException("what is to be shown cannot be read", damaged);
        }
    }

    private static ByteString bytes(Digest digest) {
        return UnsafeByteOperations.unsafeWrap(digest.bytes());
    }

    private StatusClaimServiceGrpc.StatusClaimServiceBlockingStub stub() {
        return StatusClaimServiceGrpc.newBlockingStub(channels.to(arbiter));
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failed) {
            throw new RefusedException(RefusalStatus.refusalOf(failed), failed);
        }
    }
}
