package io.gridpact.utility.sealing;

import io.gridpact.arbiter.v1.AcknowledgeSealingDepositsRequest;
import io.gridpact.arbiter.v1.DepositResult;
import io.gridpact.arbiter.v1.DepositSealingsRequest;
import io.gridpact.arbiter.v1.DepositSealingsResponse;
import io.gridpact.arbiter.v1.ListSealingDepositsRequest;
import io.gridpact.arbiter.v1.ListSealingDepositsResponse;
import io.gridpact.arbiter.v1.LoggedDeposit;
import io.gridpact.arbiter.v1.ProvenDeposit;
import io.gridpact.arbiter.v1.SealingDepositServiceGrpc;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.link.PeerChannels;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.SealingWire;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.utility.peer.LogReceipts;
import io.grpc.StatusRuntimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// Deposits over pinned mutual TLS and verifies what the arbiter answers.
final class DepositClient implements DepositLink {

    /// Deposits that the arbiter tells at once, and that are acknowledged at once.
    private static final int PAGE_DEPOSITS = 50;

    private static final long BEFORE_ALL = -1;
    private static final Fields AT = Fields.of(Reason.INVALID_PROOF);

    private final String arbiter;
    private final PeerChannels channels;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final LogReceipts receipts;

    DepositClient(
            String arbiter,
            PeerChannels channels,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            LogReceipts receipts) {
        this.arbiter = arbiter;
        this.channels = channels;
        this.directory = directory;
        this.verifier = verifier;
        this.receipts = receipts;
    }

    @Override
    public List<Result> deposit(List<Proven> deposits) {
        DepositSealingsRequest.Builder request = DepositSealingsRequest.newBuilder();
        deposits.forEach(deposit -> request.addDeposits(ProvenDeposit.newBuilder()
                .setDeposit(EnvelopeWire.toMessage(deposit.statement()))
                .setProof(SealingWire.toMessage(deposit.proof()))));
        DepositSealingsResponse response = call(() -> stub().depositSealings(request.build()));
        AT.count("results", response.getResultsCount(), deposits.size(), deposits.size());
        List<Result> results = new ArrayList<>(deposits.size());
        for (int i = 0; i < deposits.size(); i++) {
            results.add(result(deposits.get(i).statement(), response.getResults(i)));
        }
        return results;
    }

    private Result result(Envelope statement, DepositResult result) {
        return switch (result.getResultCase()) {
            case RECEIPT -> {
                Envelope envelope = EnvelopeWire.fromMessage(result.getReceipt(), AT.in("receipt"));
                yield new Logged(receipts.verified(arbiter, statement, envelope), envelope);
            }
            case ERROR ->
                new Refused(RefusalStatus.refusalOf(result.getError()).orElseGet(() -> Refusal.of(Reason.INTERNAL)));
            case RESULT_NOT_SET -> throw AT.refused("results", "neither receipt nor refusal");
        };
    }

    @Override
    public Deposits deposits(String peer, Instant windowStart) {
        List<Told> told = new ArrayList<>();
        long after = BEFORE_ALL;
        while (true) {
            ListSealingDepositsRequest request = ListSealingDepositsRequest.newBuilder()
                    .setPeer(peer)
                    .setWindowStartMillis(windowStart.toEpochMilli())
                    .setAfterLeafIndex(after)
                    .build();
            ListSealingDepositsResponse page = call(() -> stub().listSealingDeposits(request));
            for (LoggedDeposit deposit : page.getDepositsList()) {
                AT.require(deposit.getLeafIndex() > after, "leaf_index", "not in the order of the log");
                after = deposit.getLeafIndex();
                told.add(told(peer, windowStart, deposit));
            }
            if (page.getDepositsCount() < PAGE_DEPOSITS) {
                return new Deposits(
                        told,
                        page.getDecided(),
                        AT.instant("decided_at_millis", page.getDecidedAtMillis()),
                        page.getMatchedNumber());
            }
        }
    }

    private Told told(String peer, Instant windowStart, LoggedDeposit message) {
        Envelope envelope = EnvelopeWire.fromMessage(message.getDeposit(), AT.in("deposit"));
        SealingDeposit deposit = StatementWire.sealingDeposit(envelope, AT.in("deposit.payload"));
        LogReceipt receipt =
                receipts.verified(arbiter, envelope, EnvelopeWire.fromMessage(message.getReceipt(), AT.in("receipt")));
        boolean ofThePair = deposit.utility().equals(peer) || deposit.peer().equals(peer);
        AT.require(
                ofThePair && deposit.windowStart().equals(windowStart),
                "deposit.payload",
                "not of this pair and window");
        boolean signed = directory
                .apply(deposit.utility())
                .filter(depositor ->
                        depositor.covering(receipt.loggedAt()).signed(envelope, receipt.loggedAt(), verifier))
                .isPresent();
        if (!signed) {
            throw new RefusedException(Refusal.of(Reason.SIGNATURE_INVALID, "deposit", "not signed by the depositor"));
        }
        Optional<SealingProof> proof =
                message.hasProof() ? Optional.of(SealingWire.proof(message.getProof())) : Optional.empty();
        return new Told(deposit, receipt.loggedAt(), message.getLeafIndex(), proof);
    }

    @Override
    public void acknowledge(List<Long> leafIndices) {
        for (int from = 0; from < leafIndices.size(); from += PAGE_DEPOSITS) {
            AcknowledgeSealingDepositsRequest request = AcknowledgeSealingDepositsRequest.newBuilder()
                    .addAllLeafIndices(leafIndices.subList(from, Math.min(from + PAGE_DEPOSITS, leafIndices.size())))
                    .build();
            var ignored = call(() -> stub().acknowledgeSealingDeposits(request));
        }
    }

    private SealingDepositServiceGrpc.SealingDepositServiceBlockingStub stub() {
        return SealingDepositServiceGrpc.newBlockingStub(channels.to(arbiter));
    }

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (StatusRuntimeException failed) {
            throw new RefusedException(RefusalStatus.refusalOf(failed), failed);
        }
    }
}
