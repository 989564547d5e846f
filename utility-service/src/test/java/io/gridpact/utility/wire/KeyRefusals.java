package io.gridpact.utility.wire;

import static io.gridpact.directory.v1.RevocationServiceGrpc.getHandOverRevocationsMethod;
import static io.gridpact.utility.wire.PlatformRefusals.TOO_LARGE;
import static io.gridpact.utility.wire.Refused.when;

import io.gridpact.directory.v1.Envelope;
import io.gridpact.directory.v1.HandOverRevocationsRequest;
import io.gridpact.directory.v1.LoggedRevocation;
import io.gridpact.directory.v1.RevocationServiceGrpc;
import io.gridpact.protocol.directory.Revocation;
import io.gridpact.protocol.directory.RevocationReason;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.journal.LogEntry;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.RevocationWire;
import io.gridpact.utility.network.ANetwork;
import io.grpc.ServiceDescriptor;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What those are refused who hand over revocations.
final class KeyRefusals {

    static final Map<ServiceDescriptor, Set<Reason>> SAID = Map.of(
            RevocationServiceGrpc.getServiceDescriptor(),
            EnumSet.of(
                    Reason.SIGNATURE_INVALID,
                    Reason.INVALID_REQUEST,
                    Reason.INVALID_PROOF,
                    Reason.PERMISSION_DENIED,
                    Reason.RESOURCE_EXHAUSTED));

    private KeyRefusals() {}

    /// A participant's signing key, the one of its name, is revoked.
    static io.gridpact.protocol.envelope.Envelope revocation(String participant, String signer) {
        byte[] payload = RevocationWire.payload(
                participant,
                ANetwork.signer(participant).publicKey().id(),
                RevocationReason.COMPROMISED,
                ANetwork.NOW,
                ANetwork.salt("revocation of " + participant));
        return Envelopes.sign(Revocation.PAYLOAD_TYPE, payload, ANetwork.signer(signer));
    }

    static HandOverRevocationsRequest handOver(
            io.gridpact.protocol.envelope.Envelope revocation, io.gridpact.protocol.envelope.Envelope receiptOf) {
        LogEntry entry = LogEntry.of(RevocationWire.revocation(receiptOf), ANetwork.NOW);
        return HandOverRevocationsRequest.newBuilder()
                .addRevocations(LoggedRevocation.newBuilder()
                        .setRevocation(EnvelopeWire.toMessage(revocation))
                        .setLogReceipt(APeer.logReceipt(entry, "arbiter")))
                .build();
    }

    static Stream<Refused> table() {
        io.gridpact.protocol.envelope.Envelope byTheKeyItself = revocation("east", "east");
        io.gridpact.protocol.envelope.Envelope right = revocation("east", "east root");
        return Stream.of(
                row(
                        "south",
                        "nothing",
                        Reason.INVALID_REQUEST,
                        "revocations",
                        HandOverRevocationsRequest::getDefaultInstance),
                row(
                        "south",
                        "a revocation that the key itself signed",
                        Reason.SIGNATURE_INVALID,
                        "signatures",
                        () -> handOver(byTheKeyItself, byTheKeyItself)),
                row(
                        "gate",
                        "one with the receipt for another",
                        Reason.INVALID_PROOF,
                        "log_receipt",
                        () -> handOver(right, revocation("nova", "nova root"))),
                row(
                        RunningUtility.HEAD_END,
                        "a revocation",
                        Reason.PERMISSION_DENIED,
                        "",
                        () -> handOver(right, right)),
                row(
                        "south",
                        "a message of 5 MiB",
                        Reason.RESOURCE_EXHAUSTED,
                        "",
                        () -> HandOverRevocationsRequest.newBuilder()
                                .addRevocations(LoggedRevocation.newBuilder()
                                        .setRevocation(Envelope.newBuilder().setPayload(TOO_LARGE)))
                                .build()));
    }

    private static Refused row(
            String caller, String given, Reason reason, String field, Supplier<HandOverRevocationsRequest> request) {
        return when(getHandOverRevocationsMethod(), caller, given, reason, field, request);
    }
}
