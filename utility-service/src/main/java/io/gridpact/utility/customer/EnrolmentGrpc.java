package io.gridpact.utility.customer;

import io.gridpact.directory.v1.EnrolRequest;
import io.gridpact.directory.v1.EnrolResponse;
import io.gridpact.directory.v1.EnrolmentServiceGrpc;
import io.gridpact.directory.v1.GetCustomerRequest;
import io.gridpact.directory.v1.GetCustomerResponse;
import io.gridpact.directory.v1.ListLedgerRequest;
import io.gridpact.directory.v1.ListLedgerResponse;
import io.gridpact.directory.v1.PutAgreementRequest;
import io.gridpact.directory.v1.PutAgreementResponse;
import io.gridpact.directory.v1.PutProfileRequest;
import io.gridpact.directory.v1.PutProfileResponse;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.link.OperatorDoor;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.peer.AgreementStore;
import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import java.util.function.Supplier;

/// The operator's door to customers, agreements and the ledger.
@GrpcService
public class EnrolmentGrpc extends EnrolmentServiceGrpc.EnrolmentServiceImplBase {

    private static final int MAX_PAGE_LINES = 5_000;
    private static final Fields AT = new Fields(Reason.INVALID_REQUEST, "");

    private final OperatorDoor door;
    private final AgreementStore agreements;
    private final EnrolCustomers enrolCustomers;
    private final CustomerStore customers;
    private final LedgerLines ledger;

    EnrolmentGrpc(
            OperatorDoor door,
            AgreementStore agreements,
            EnrolCustomers enrolCustomers,
            CustomerStore customers,
            LedgerLines ledger) {
        this.door = door;
        this.agreements = agreements;
        this.enrolCustomers = enrolCustomers;
        this.customers = customers;
        this.ledger = ledger;
    }

    @Override
    public void putProfile(PutProfileRequest request, StreamObserver<PutProfileResponse> response) {
        answer(response, "PutProfile", () -> {
            agreements.putProfile(EnvelopeWire.fromMessage(request.getProfile(), "profile"));
            return PutProfileResponse.getDefaultInstance();
        });
    }

    @Override
    public void putAgreement(PutAgreementRequest request, StreamObserver<PutAgreementResponse> response) {
        answer(response, "PutAgreement", () -> {
            agreements.putAgreement(EnvelopeWire.fromMessage(request.getAgreement(), "agreement"));
            return PutAgreementResponse.getDefaultInstance();
        });
    }

    @Override
    public void enrol(EnrolRequest request, StreamObserver<EnrolResponse> response) {
        answer(response, "Enrol", () -> EnrolResponse.newBuilder()
                .setChanged(enrolCustomers.enrol(EnrolmentWire.enrolment(request)))
                .build());
    }

    @Override
    public void getCustomer(GetCustomerRequest request, StreamObserver<GetCustomerResponse> response) {
        answer(response, "GetCustomer", () -> EnrolmentWire.toMessage(customers.read(request.getCustomerId())));
    }

    @Override
    public void listLedger(ListLedgerRequest request, StreamObserver<ListLedgerResponse> response) {
        answer(response, "ListLedger", () -> {
            int size = AT.between("page_size", request.getPageSize(), 0, MAX_PAGE_LINES);
            return EnrolmentWire.toMessage(
                    ledger.page(request.getAfterOrderDigest().toByteArray(), size == 0 ? MAX_PAGE_LINES : size),
                    ledger.journalEntries());
        });
    }

    private <A> void answer(StreamObserver<A> response, String call, Supplier<A> work) {
        response.onNext(door.audited(Caller.current(), call, work));
        response.onCompleted();
    }
}
