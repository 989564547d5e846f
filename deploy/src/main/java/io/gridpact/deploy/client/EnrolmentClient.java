package io.gridpact.deploy.client;

import com.google.protobuf.ByteString;
import io.gridpact.directory.v1.EnrolRequest;
import io.gridpact.directory.v1.EnrolmentServiceGrpc;
import io.gridpact.directory.v1.EnrolmentServiceGrpc.EnrolmentServiceBlockingStub;
import io.gridpact.directory.v1.GetCustomerRequest;
import io.gridpact.directory.v1.GetCustomerResponse;
import io.gridpact.directory.v1.LedgerLine;
import io.gridpact.directory.v1.ListLedgerRequest;
import io.gridpact.directory.v1.ListLedgerResponse;
import io.gridpact.directory.v1.PutAgreementRequest;
import io.gridpact.directory.v1.PutProfileRequest;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A utility's operator: its customers, its agreements, its ledger.
public final class EnrolmentClient {

    private static final int DEADLINE_SECONDS = 60;
    private static final int LEDGER_PAGE = 5_000;

    private final String utility;
    private final EnrolmentServiceBlockingStub stub;

    /// A utility's ledger, whole.
    ///
    /// @param lines in the order of their orders' digests
    public record Ledger(String utility, List<LedgerLine> lines, long journalEntries) {}

    public EnrolmentClient(Channels channels, String utility) {
        this.utility = utility;
        this.stub = EnrolmentServiceGrpc.newBlockingStub(channels.operator(utility));
    }

    public void putProfile(Envelope profile) {
        var unused = now().putProfile(PutProfileRequest.newBuilder()
                .setProfile(EnvelopeWire.toMessage(profile))
                .build());
    }

    public void putAgreement(Envelope agreement) {
        var unused = now().putAgreement(PutAgreementRequest.newBuilder()
                .setAgreement(EnvelopeWire.toMessage(agreement))
                .build());
    }

    /// All or none.
    ///
    /// @return how many rows changed
    public int enrol(EnrolRequest request) {
        return now().enrol(request).getChanged();
    }

    public GetCustomerResponse customer(String customerId) {
        return now().getCustomer(GetCustomerRequest.newBuilder()
                .setCustomerId(customerId)
                .build());
    }

    public Ledger ledger() {
        List<LedgerLine> lines = new ArrayList<>();
        ByteString after = ByteString.EMPTY;
        while (true) {
            ListLedgerResponse page = now().listLedger(ListLedgerRequest.newBuilder()
                    .setPageSize(LEDGER_PAGE)
                    .setAfterOrderDigest(after)
                    .build());
            lines.addAll(page.getLinesList());
            if (page.getLinesCount() < LEDGER_PAGE) {
                return new Ledger(utility, List.copyOf(lines), page.getJournalEntries());
            }
            after = lines.getLast().getOrderDigest();
        }
    }

    private EnrolmentServiceBlockingStub now() {
        return stub.withDeadlineAfter(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }
}
