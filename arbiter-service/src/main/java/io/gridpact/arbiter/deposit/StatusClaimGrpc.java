package io.gridpact.arbiter.deposit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.gridpact.directory.v1.Envelope;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatusClaimWire;
import io.gridpact.status.v1.AcknowledgeStatusesRequest;
import io.gridpact.status.v1.AcknowledgeStatusesResponse;
import io.gridpact.status.v1.ClaimResult;
import io.gridpact.status.v1.ClaimStatusesRequest;
import io.gridpact.status.v1.ClaimStatusesResponse;
import io.gridpact.status.v1.DepositStatusRequest;
import io.gridpact.status.v1.DepositStatusResponse;
import io.gridpact.status.v1.ListStatusClaimsRequest;
import io.gridpact.status.v1.ListStatusClaimsResponse;
import io.gridpact.status.v1.ListedClaim;
import io.gridpact.status.v1.ShownStatus;
import io.gridpact.status.v1.StatusClaimServiceGrpc;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The door for utilities: statuses that are lacking, and what answers for them.
@GrpcService
public class StatusClaimGrpc extends StatusClaimServiceGrpc.StatusClaimServiceImplBase {

    private static final Fields REQUEST = Fields.of(Reason.INVALID_REQUEST);
    private static final Fields STORED = new Fields(Reason.INTERNAL, "status_claim");

    private final ClaimStatuses claimStatuses;
    private final DepositStatus depositStatus;
    private final TellClaims tellClaims;

    StatusClaimGrpc(ClaimStatuses claimStatuses, DepositStatus depositStatus, TellClaims tellClaims) {
        this.claimStatuses = claimStatuses;
        this.depositStatus = depositStatus;
        this.tellClaims = tellClaims;
    }

    @Override
    public void claimStatuses(ClaimStatusesRequest request, StreamObserver<ClaimStatusesResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        REQUEST.count("claims", request.getClaimsCount(), 1, ClaimStatuses.MAX_CLAIMS);
        List<io.gridpact.protocol.envelope.Envelope> claims = new ArrayList<>(request.getClaimsCount());
        for (int index = 0; index < request.getClaimsCount(); index++) {
            claims.add(EnvelopeWire.fromMessage(request.getClaims(index), Fields.element("claims", index)));
        }
        ClaimStatusesResponse.Builder answer = ClaimStatusesResponse.newBuilder();
        for (Optional<Refusal> refused : claimStatuses.claim(caller.id(), claims)) {
            ClaimResult.Builder result = ClaimResult.newBuilder();
            refused.ifPresent(refusal -> result.setError(RefusalStatus.toStatus(refusal)));
            answer.addResults(result);
        }
        response.onNext(answer.build());
        response.onCompleted();
    }

    @Override
    public void listStatusClaims(ListStatusClaimsRequest request, StreamObserver<ListStatusClaimsResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        TellClaims.Told told = tellClaims.tell(
                caller.id(),
                REQUEST.id("peer", request.getPeer()),
                REQUEST.instant("window_start_millis", request.getWindowStartMillis()),
                REQUEST.between("after_number", request.getAfterNumber(), 0, Long.MAX_VALUE));
        ListStatusClaimsResponse.Builder answer = ListStatusClaimsResponse.newBuilder()
                .setSellersDecided(told.sellersDecided())
                .setBuyersDecided(told.buyersDecided());
        told.claims().forEach(stored -> answer.addClaims(listed(caller.id(), stored)));
        response.onNext(answer.build());
        response.onCompleted();
    }

    @Override
    public void depositStatus(DepositStatusRequest request, StreamObserver<DepositStatusResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        var standing = depositStatus.deposit(
                caller.id(),
                REQUEST.digest("claim_digest", request.getClaimDigest()),
                request.getShown().toByteArray());
        response.onNext(DepositStatusResponse.newBuilder()
                .setStanding(EnvelopeWire.toMessage(standing))
                .build());
        response.onCompleted();
    }

    @Override
    public void acknowledgeStatuses(
            AcknowledgeStatusesRequest request, StreamObserver<AcknowledgeStatusesResponse> response) {
        Caller caller = Caller.current().require(ParticipantRole.UTILITY);
        REQUEST.count("claim_digests", request.getClaimDigestsCount(), 1, ClaimStatuses.MAX_CLAIMS);
        tellClaims.acknowledge(caller.id(), REQUEST.digests("claim_digests", request.getClaimDigestsList()));
        response.onNext(AcknowledgeStatusesResponse.getDefaultInstance());
        response.onCompleted();
    }

    private static ListedClaim listed(String caller, StoredClaim stored) {
        try {
            ListedClaim.Builder message = ListedClaim.newBuilder()
                    .setNumber(stored.number())
                    .setClaim(Envelope.parseFrom(stored.statement()));
            byte[] standing = stored.standing();
            if (standing != null) {
                message.setStanding(Envelope.parseFrom(standing));
            }
            byte[] evidence = stored.evidence();
            boolean ofTheCaller = StatusClaimWire.claim(EnvelopeWire.parse(stored.statement(), STORED), STORED)
                    .utility()
                    .equals(caller);
            if (evidence != null && ofTheCaller) {
                message.setShown(ShownStatus.parseFrom(evidence));
            }
            return message.build();
        } catch (InvalidProtocolBufferException damaged) {
            throw new IllegalStateException("a stored claim cannot be read", damaged);
        }
    }
}
