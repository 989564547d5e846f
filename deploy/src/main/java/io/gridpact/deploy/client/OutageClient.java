package io.gridpact.deploy.client;

import com.google.protobuf.ByteString;
import io.gridpact.trade.v1.AffectedTrade;
import io.gridpact.trade.v1.AnnounceOutageRequest;
import io.gridpact.trade.v1.AnnounceOutageResponse;
import io.gridpact.trade.v1.OutageServiceGrpc;
import io.gridpact.trade.v1.OutageServiceGrpc.OutageServiceBlockingStub;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A utility's operator: outages.
public final class OutageClient {

    private static final int DEADLINE_SECONDS = 60;

    private final OutageServiceBlockingStub stub;

    public OutageClient(Channels channels, String utility) {
        this.stub = OutageServiceGrpc.newBlockingStub(channels.operator(utility));
    }

    /// Announces it, page after page.
    ///
    /// @return every trade that it affects
    public List<AffectedTrade> announce(AnnounceOutageRequest outage) {
        List<AffectedTrade> affected = new ArrayList<>();
        ByteString after = ByteString.EMPTY;
        do {
            AnnounceOutageResponse page = stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .announceOutage(
                            outage.toBuilder().setAfterOrderDigest(after).build());
            affected.addAll(page.getTradesList());
            after = page.getNextAfterOrderDigest();
        } while (!after.isEmpty());
        return List.copyOf(affected);
    }
}
