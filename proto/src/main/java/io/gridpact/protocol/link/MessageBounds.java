package io.gridpact.protocol.link;

import io.gridpact.protocol.directory.ParticipantRole;
import java.util.Set;

/// How large one message to a server may be, by who sends it and to which method. Only pages that utilities, head-ends
/// and operators send are large; so nobody else can have a server collect more than a little.
public final class MessageBounds {

    /// An order, a question, one signed statement; bytes.
    public static final int SMALL_BYTES = 64 << 10;

    /// A page of readings, statuses, paths, receipts, statements or meters; bytes.
    public static final int PAGE_BYTES = ServerBounds.MAX_MESSAGE_BYTES;

    /// Full names of the methods that take pages.
    static final Set<String> PAGES = Set.of(
            "gridpact.arbiter.v1.LogService/Submit",
            "gridpact.arbiter.v1.SealingDepositService/AcknowledgeSealingDeposits",
            "gridpact.arbiter.v1.SealingDepositService/DepositSealings",
            "gridpact.status.v1.StatusClaimService/ClaimStatuses",
            "gridpact.status.v1.StatusClaimService/DepositStatus",
            "gridpact.directory.v1.EnrolmentService/Enrol",
            "gridpact.directory.v1.GridService/PutFeeders",
            "gridpact.status.v1.MendingService/CompareLists",
            "gridpact.status.v1.MendingService/ShowTrades",
            "gridpact.status.v1.MeteringService/SubmitReadings",
            "gridpact.status.v1.SealingService/DeliverSealingProofs",
            "gridpact.status.v1.StatusService/DeliverStatuses",
            "gridpact.trade.v1.OutageService/AnnounceOutage",
            "gridpact.trade.v1.PeerTradeService/DeliverReceipts",
            "gridpact.trade.v1.PeerUpdateService/DeliverUpdateReceipts");

    private MessageBounds() {}

    /// @param method `gridpact.trade.v1.TradeService/Confirm`
    /// @return bytes
    public static int maxBytes(ParticipantRole caller, String method) {
        return switch (caller) {
            case PLATFORM, GATEWAY -> SMALL_BYTES;
            case UTILITY, ARBITER, HEAD_END, OPERATOR -> PAGES.contains(method) ? PAGE_BYTES : SMALL_BYTES;
        };
    }
}
