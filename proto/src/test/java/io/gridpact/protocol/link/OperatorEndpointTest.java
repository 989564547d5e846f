package io.gridpact.protocol.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.gridpact.directory.v1.AwaitIdleRequest;
import io.gridpact.directory.v1.CheckRequest;
import io.gridpact.directory.v1.CheckResponse;
import io.gridpact.directory.v1.GetClockRequest;
import io.gridpact.directory.v1.ListParticipantsRequest;
import io.gridpact.directory.v1.MoveClockRequest;
import io.gridpact.directory.v1.OperatorServiceGrpc;
import io.gridpact.directory.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.gridpact.directory.v1.PutParticipantRequest;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.InMemorySigner;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorEndpointTest {

    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

    private final ADirectory directory = new ADirectory();
    private final NodeClock clock = NodeClock.frozen(NOON);
    private final List<String> audited = new CopyOnWriteArrayList<>();
    private final List<Envelope> stored = new CopyOnWriteArrayList<>();
    private final FakeDueWork due = new FakeDueWork();
    private final AServer server;
    private final PeerChannels asOperator;
    private final PeerChannels asSouth;

    OperatorEndpointTest(@TempDir Path folder) {
        var north = ACertificate.of(ParticipantRole.UTILITY, "north");
        var operator = ACertificate.of(ParticipantRole.OPERATOR, "north-operator");
        var south = ACertificate.of(ParticipantRole.UTILITY, "south");
        directory.put(ParticipantRole.UTILITY, "south", "", south.pin());
        OperatorOnly only = OperatorOnly.of(
                "spiffe://gridpact/operator/north-operator", operator.pin().hex());
        var endpoint = new OperatorEndpoint(
                only,
                (caller, call, outcome) -> audited.add(caller + " " + call + " " + outcome),
                clock,
                new FakeParticipants(),
                due,
                sink -> {
                    sink.checked("trades", 3);
                    sink.finding("limit-used-equals-live-trades", "ab12", "expected 1, found 2");
                    sink.checked("trades", 4);
                },
                InstantSource.system());
        this.server = new AServer(
                north.materialIn(folder.resolve("north")),
                directory.trusted().or(only.asPeer()),
                clock,
                RateLimit::of,
                endpoint);
        directory.put(ParticipantRole.UTILITY, "north", server.endpoint(), north.pin());
        this.asOperator = channels(operator.materialIn(folder.resolve("operator")));
        this.asSouth = channels(south.materialIn(folder.resolve("south")));
    }

    private PeerChannels channels(TlsMaterial own) {
        return new PeerChannels(own, directory::participant, new ClockDrift(clock), CallMeter.NONE);
    }

    @AfterEach
    void stop() {
        asOperator.close();
        asSouth.close();
        server.close();
    }

    private OperatorServiceBlockingStub operator() {
        return OperatorServiceGrpc.newBlockingStub(asOperator.to("north"));
    }

    private static Refusal refusalOf(ThrowingCallable call) {
        return RefusalStatus.refusalOf(catchThrowable(call));
    }

    @Test
    void anyone_but_the_operator_is_turned_away_and_that_is_written_down() {
        var stub = OperatorServiceGrpc.newBlockingStub(asSouth.to("north"));

        assertThat(refusalOf(() -> stub.getClock(GetClockRequest.getDefaultInstance()))
                        .reason())
                .isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(refusalOf(() -> stub.moveClock(
                                MoveClockRequest.newBuilder().setToMillis(1).build()))
                        .reason())
                .isEqualTo(Reason.PERMISSION_DENIED);
        assertThat(audited)
                .containsExactly(
                        "spiffe://gridpact/utility/south GetClock PERMISSION_DENIED",
                        "spiffe://gridpact/utility/south MoveClock 1 PERMISSION_DENIED");
    }

    @Test
    void the_operator_moves_the_clock_and_what_is_due_then_runs() {
        long later = NOON.plusSeconds(60).toEpochMilli();

        assertThat(operator()
                        .moveClock(
                                MoveClockRequest.newBuilder().setToMillis(later).build())
                        .getNowMillis())
                .isEqualTo(later);

        assertThat(due.runs).isEqualTo(1);
        var now = operator().getClock(GetClockRequest.getDefaultInstance());
        assertThat(now.getNowMillis()).isEqualTo(later);
        assertThat(now.getManual()).isTrue();
        assertThat(now.getNextDueMillis()).isEqualTo(NOON.plusSeconds(600).toEpochMilli());
        assertThat(audited)
                .containsExactly(
                        "spiffe://gridpact/operator/north-operator MoveClock " + later + " OK",
                        "spiffe://gridpact/operator/north-operator GetClock OK");
    }

    @Test
    void the_clock_does_not_go_back() {
        Refusal refusal = refusalOf(() -> operator()
                .moveClock(MoveClockRequest.newBuilder()
                        .setToMillis(NOON.toEpochMilli() - 1)
                        .build()));

        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(refusal.field()).isEqualTo("to_millis");
        assertThat(audited).singleElement().asString().endsWith("INVALID_REQUEST");
    }

    @Test
    void waiting_for_quiet_ends_when_all_is_done_or_at_its_time_limit() {
        var request = AwaitIdleRequest.newBuilder().setTimeoutMillis(50).build();
        assertThat(operator().awaitIdle(request).getIdle()).isTrue();

        due.busy = true;
        var answer = operator().awaitIdle(request);

        assertThat(answer.getIdle()).isFalse();
        assertThat(answer.getWaitingList()).containsExactly("one receipt for south");
        assertThat(answer.getWorkCount()).isEqualTo(2);
        assertThat(refusalOf(() -> operator().awaitIdle(AwaitIdleRequest.getDefaultInstance()))
                        .field())
                .isEqualTo("timeout_millis");
    }

    @Test
    void descriptors_are_taken_and_listed_as_they_came() {
        Envelope descriptor =
                Envelopes.sign("gridpact/descriptor/v1", new byte[] {1}, InMemorySigner.ofSeed(new byte[32]));
        var request = PutParticipantRequest.newBuilder()
                .setParticipant(EnvelopeWire.toMessage(descriptor))
                .build();

        assertThat(operator().putParticipant(request).getChanged()).isTrue();
        assertThat(operator().putParticipant(request).getChanged()).isFalse();
        assertThat(operator()
                        .listParticipants(ListParticipantsRequest.getDefaultInstance())
                        .getDescriptorsList())
                .containsExactly(EnvelopeWire.toMessage(descriptor));
    }

    @Test
    void a_descriptor_that_is_refused_says_why() {
        var malformed = io.gridpact.directory.v1.Envelope.newBuilder()
                .setPayloadType("gridpact/descriptor/v1")
                .setPayload(ByteString.copyFromUtf8("x"))
                .build();

        Refusal refusal = refusalOf(() -> operator()
                .putParticipant(PutParticipantRequest.newBuilder()
                        .setParticipant(malformed)
                        .build()));

        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(refusal.field()).startsWith("participant.signatures");
    }

    @Test
    void a_check_sends_its_findings_and_ends_with_a_summary() {
        List<CheckResponse> answers = new ArrayList<>();
        operator().check(CheckRequest.getDefaultInstance()).forEachRemaining(answers::add);

        assertThat(answers).hasSize(2);
        assertThat(answers.getFirst().getFinding().getSubject()).isEqualTo("ab12");
        assertThat(answers.getLast().getSummary().getFindings()).isEqualTo(1);
        assertThat(answers.getLast().getSummary().getChecked(0).getCount()).isEqualTo(7);
    }

    @Test
    void an_operator_is_named_by_its_spiffe_id_and_pins_alone() {
        String pin = "ab".repeat(32);
        assertThatThrownBy(() -> OperatorOnly.of("spiffe://gridpact/utility/north", pin))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> OperatorOnly.of("spiffe://gridpact/operator/north-operator", "ab"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(OperatorOnly.of("spiffe://gridpact/operator/north-operator", pin + ", " + "cd".repeat(32)))
                .isNotNull();
    }

    private final class FakeParticipants implements ParticipantsPort {
        @Override
        public boolean put(Envelope descriptor) {
            if (stored.contains(descriptor)) {
                return false;
            }
            if (descriptor.payload().length == 0) {
                throw new RefusedException(Refusal.of(Reason.INVALID_REQUEST));
            }
            return stored.add(descriptor);
        }

        @Override
        public List<Envelope> list(String afterId, int limit) {
            return List.copyOf(stored);
        }
    }

    private static final class FakeDueWork implements DueWork {
        private volatile boolean busy;
        private volatile int runs;

        @Override
        public synchronized void runDue() {
            runs++;
        }

        @Override
        public boolean idle() {
            return !busy;
        }

        @Override
        public Optional<Instant> nextDue() {
            return Optional.of(NOON.plusSeconds(600));
        }

        @Override
        public long workCount() {
            return runs;
        }

        @Override
        public List<String> waiting() {
            return busy ? List.of("one receipt for south") : List.of();
        }
    }
}
