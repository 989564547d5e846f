package io.gridpact.arbiter.node;

import static io.gridpact.arbiter.network.AStatement.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.google.protobuf.ByteString;
import io.gridpact.arbiter.log.SubmitStatements;
import io.gridpact.arbiter.network.AParty;
import io.gridpact.arbiter.network.AStatement;
import io.gridpact.arbiter.v1.DirectoryLogServiceGrpc;
import io.gridpact.arbiter.v1.FlagKind;
import io.gridpact.arbiter.v1.GetCheckpointRequest;
import io.gridpact.arbiter.v1.GetConsistencyProofRequest;
import io.gridpact.arbiter.v1.GetInclusionProofRequest;
import io.gridpact.arbiter.v1.GetLogSummaryRequest;
import io.gridpact.arbiter.v1.GetSheetRevisionRequest;
import io.gridpact.arbiter.v1.ListDocumentsRequest;
import io.gridpact.arbiter.v1.ListSealingDepositsRequest;
import io.gridpact.arbiter.v1.ListSubmissionsRequest;
import io.gridpact.arbiter.v1.LogOperatorServiceGrpc;
import io.gridpact.arbiter.v1.LogServiceGrpc;
import io.gridpact.arbiter.v1.LogServiceGrpc.LogServiceBlockingStub;
import io.gridpact.arbiter.v1.PublishDocumentsRequest;
import io.gridpact.arbiter.v1.PutProfileRequest;
import io.gridpact.arbiter.v1.SealingDepositServiceGrpc;
import io.gridpact.arbiter.v1.SubmitRequest;
import io.gridpact.arbiter.v1.SubmitResult;
import io.gridpact.arbiter.v1.WatchFlagsRequest;
import io.gridpact.arbiter.v1.WatchFlagsResponse;
import io.gridpact.directory.v1.AwaitIdleRequest;
import io.gridpact.directory.v1.CheckRequest;
import io.gridpact.directory.v1.MoveClockRequest;
import io.gridpact.directory.v1.OperatorServiceGrpc;
import io.gridpact.directory.v1.OperatorServiceGrpc.OperatorServiceBlockingStub;
import io.gridpact.directory.v1.PutParticipantRequest;
import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.NoteVerifier;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.envelope.SignedNote;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.journal.LogReceipt;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.merkle.Checkpoint;
import io.gridpact.protocol.merkle.InclusionProof;
import io.gridpact.protocol.pairing.PairStage;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The whole service over real TLS on a real database.
@SuppressWarnings("NullAway.Init") // injected
@QuarkusTest
@QuarkusTestResource(RunningArbiter.class)
class ArbiterServiceTest {

    private static final Instant START = Instant.parse(RunningArbiter.START);

    @ConfigProperty(name = RunningArbiter.FOLDER)
    Path folder;

    @ConfigProperty(name = "quarkus.grpc.server.test-port")
    int port;

    @ConfigProperty(name = "quarkus.management.test-port")
    int managementPort;

    @Inject
    DataSource dataSource;

    private final List<ACaller> callers = new ArrayList<>();
    private ACaller operator;
    private ACaller north;
    private ACaller south;

    @BeforeEach
    void everybodyIsKnown() {
        operator = caller(ParticipantRole.OPERATOR, "arbiter-operator");
        north = known(ParticipantRole.UTILITY, "north");
        south = known(ParticipantRole.UTILITY, "south");
    }

    @AfterEach
    void hangUp() throws InterruptedException {
        for (ACaller caller : callers) {
            caller.close();
        }
    }

    @Test
    void a_statement_is_answered_with_a_receipt_whose_leaf_a_checkpoint_includes() {
        Envelope statement = AStatement.journalRoot(north.party(), START, START.plusSeconds(60));

        LogReceipt receipt = receipt(submit(north, statement).getFirst());
        idle();
        Checkpoint checkpoint = checkpoint(north);
        var proof = log(north)
                .getInclusionProof(GetInclusionProofRequest.newBuilder()
                        .setLeafIndex(receipt.leafIndex())
                        .setTreeSize(checkpoint.size())
                        .build());

        assertThat(receipt.statement()).isEqualTo(statement.digest());
        assertThat(receipt.includedBy()).isEqualTo(receipt.loggedAt().plusSeconds(60));
        assertThat(proof.getLeafHash().toByteArray())
                .isEqualTo(receipt.leafHash().bytes());
        assertThat(InclusionProof.verify(
                        receipt.leafHash(),
                        receipt.leafIndex(),
                        checkpoint.size(),
                        digests(proof.getPathList()),
                        checkpoint.root()))
                .isTrue();
    }

    @Test
    void a_statement_sent_again_is_answered_with_the_same_bytes() {
        Envelope statement = AStatement.journalRoot(north.party(), START.plusSeconds(60), START);

        List<SubmitResult> first = submit(north, statement);

        assertThat(submit(north, statement)).isEqualTo(first);
        assertThat(submit(north, statement, statement)).containsExactly(first.getFirst(), first.getFirst());
    }

    @Test
    void another_statement_under_the_same_key_is_equivocation() {
        Instant minute = START.plusSeconds(120);
        submit(north, AStatement.journalRoot(north.party(), minute, START, "one"));

        SubmitResult second = submit(north, AStatement.journalRoot(north.party(), minute, START, "other"))
                .getFirst();

        assertThat(RefusalStatus.refusalOf(second.getError()).orElseThrow().reason())
                .isEqualTo(Reason.EQUIVOCATION);
    }

    @Test
    void a_statement_of_somebody_else_is_refused_and_the_others_are_logged() {
        Envelope own = AStatement.journalRoot(north.party(), START.plusSeconds(180), START);
        Envelope foreign = AStatement.journalRoot(south.party(), START.plusSeconds(180), START);

        List<SubmitResult> results = submit(north, own, foreign);

        assertThat(results.get(0).hasReceipt()).isTrue();
        assertThat(RefusalStatus.refusalOf(results.get(1).getError())
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.SIGNATURE_INVALID);
    }

    @Test
    void both_utilities_are_told_that_their_digests_match() {
        putProfile();
        submit(north, AStatement.pairDigest(north.party(), south.party(), PairStage.SETTLED, 1, "same", START));
        Iterator<WatchFlagsResponse> flags =
                log(south).withDeadlineAfter(20, TimeUnit.SECONDS).watchFlags(WatchFlagsRequest.getDefaultInstance());
        submit(south, AStatement.pairDigest(south.party(), north.party(), PairStage.SETTLED, 1, "same", START));

        WatchFlagsResponse flag = flags.next();
        assertThat(flag.getKind()).isEqualTo(FlagKind.FLAG_KIND_MATCHED);
        assertThat(flag.getPeer()).isEqualTo("north");
        assertThat(flag.getWindowStartMillis()).isEqualTo(WINDOW.toEpochMilli());
        assertThat(summary().getMatched()).isPositive();
    }

    @Test
    void the_highest_sheet_revision_is_told_to_the_utility_and_those_it_agrees_with_in_that_window_alone() {
        submit(
                north,
                AStatement.sheetRoot(north.party(), Direction.CONSUMPTION, 1, START),
                AStatement.sheetRoot(north.party(), Direction.CONSUMPTION, 2, START));
        ACaller west = known(ParticipantRole.UTILITY, "west");
        assertThat(highestRevision(west, "north")).isZero();
        assertThat(highestRevision(north, "north")).isEqualTo(2);

        submit(west, AStatement.pairDigest(west.party(), north.party(), PairStage.SEALED, 1, "list", START));
        assertThat(highestRevision(west, "north")).isEqualTo(2);
    }

    private static long highestRevision(ACaller asker, String utility) {
        return log(asker)
                .getSheetRevision(GetSheetRevisionRequest.newBuilder()
                        .setUtility(utility)
                        .setDirection(io.gridpact.directory.v1.Direction.DIRECTION_CONSUMPTION)
                        .setWindowStartMillis(WINDOW.toEpochMilli())
                        .build())
                .getHighestRevision();
    }

    @Test
    void a_gateway_reads_proofs_and_may_not_submit() {
        submit(north, AStatement.journalRoot(north.party(), START.plusSeconds(240), START));
        idle();
        ACaller gate = known(ParticipantRole.GATEWAY, "gate");
        long size = checkpoint(gate).size();

        var proof = log(gate)
                .getConsistencyProof(GetConsistencyProofRequest.newBuilder()
                        .setOldSize(1)
                        .setNewSize(size)
                        .build());

        assertThat(proof.getPathCount()).isEqualTo(size == 1 ? 0 : proof.getPathCount());
        assertThat(reasonOf(() -> log(gate).submit(SubmitRequest.getDefaultInstance())))
                .isEqualTo(Reason.PERMISSION_DENIED);
    }

    @Test
    void the_operators_door_is_closed_to_others() {
        assertThat(reasonOf(() -> LogOperatorServiceGrpc.newBlockingStub(north.channel())
                        .listSubmissions(ListSubmissionsRequest.getDefaultInstance())))
                .isEqualTo(Reason.PERMISSION_DENIED);
    }

    @Test
    void the_clock_moves_and_a_minute_later_a_checkpoint_is_signed() {
        idle();
        long now = operatorStub()
                .getClock(io.gridpact.directory.v1.GetClockRequest.getDefaultInstance())
                .getNowMillis();

        operatorStub()
                .moveClock(MoveClockRequest.newBuilder()
                        .setToMillis(now + Duration.ofMinutes(5).toMillis())
                        .build());

        assertThat(idle()).isTrue();
    }

    @Test
    void the_checker_finds_nothing() {
        submit(north, AStatement.journalRoot(north.party(), START.plusSeconds(300), START));

        List<String> findings = new ArrayList<>();
        operatorStub().check(CheckRequest.getDefaultInstance()).forEachRemaining(message -> {
            if (message.hasFinding()) {
                findings.add(message.getFinding().toString());
            }
        });

        assertThat(findings).isEmpty();
    }

    @Test
    void what_was_submitted_is_listed_as_it_came() {
        Envelope statement = AStatement.journalRoot(north.party(), START.plusSeconds(360), START);
        LogReceipt receipt = receipt(submit(north, statement).getFirst());

        var page = LogOperatorServiceGrpc.newBlockingStub(operator.channel())
                .listSubmissions(ListSubmissionsRequest.newBuilder()
                        .setFromIndex(receipt.leafIndex())
                        .setPageSize(1)
                        .build());

        assertThat(page.getSubmissions(0).getStatement()).isEqualTo(EnvelopeWire.toMessage(statement));
        assertThat(page.getSubmissions(0).getSender()).isEqualTo("north");
    }

    @Test
    void a_malformed_request_is_refused_and_the_field_named() {
        submit(north, AStatement.journalRoot(north.party(), START.plusSeconds(480), START));
        idle();
        SubmitRequest.Builder tooMany = SubmitRequest.newBuilder();
        for (int i = 0; i <= SubmitStatements.MAX_STATEMENTS; i++) {
            tooMany.addStatements(io.gridpact.directory.v1.Envelope.getDefaultInstance());
        }

        assertRefused("statements", () -> log(north).submit(SubmitRequest.getDefaultInstance()));
        assertRefused("statements", () -> log(north).submit(tooMany.build()));
        assertRefused("statements[0].payload_type", () -> log(north)
                .submit(SubmitRequest.newBuilder()
                        .addStatements(io.gridpact.directory.v1.Envelope.getDefaultInstance())
                        .build()));
        assertRefused("tree_size", () -> log(north)
                .getInclusionProof(GetInclusionProofRequest.newBuilder()
                        .setTreeSize(Long.MAX_VALUE)
                        .build()));
        assertRefused("leaf_index", () -> log(north)
                .getInclusionProof(GetInclusionProofRequest.newBuilder()
                        .setLeafIndex(1)
                        .setTreeSize(1)
                        .build()));
        assertRefused("old_size", () -> log(north)
                .getConsistencyProof(
                        GetConsistencyProofRequest.newBuilder().setNewSize(1).build()));
        assertRefused("utility", () -> log(north).getSheetRevision(GetSheetRevisionRequest.getDefaultInstance()));
        assertRefused("after_flag", () -> log(north)
                .watchFlags(WatchFlagsRequest.newBuilder().setAfterFlag(-1).build())
                .next());
        assertRefused("page_size", () -> LogOperatorServiceGrpc.newBlockingStub(operator.channel())
                .listSubmissions(
                        ListSubmissionsRequest.newBuilder().setPageSize(1001).build()));
        assertRefused("profile.payload_type", () -> LogOperatorServiceGrpc.newBlockingStub(operator.channel())
                .putProfile(PutProfileRequest.getDefaultInstance()));
    }

    @Test
    void a_message_that_is_too_large_is_refused() {
        ByteString large = ByteString.copyFrom(new byte[5 << 20]);
        SubmitRequest request = SubmitRequest.newBuilder()
                .addStatements(io.gridpact.directory.v1.Envelope.newBuilder().setPayload(large))
                .build();

        assertThat(reasonOf(() -> log(north).submit(request))).isEqualTo(Reason.RESOURCE_EXHAUSTED);
    }

    @Test
    void a_head_end_of_a_utility_is_no_member() {
        ACaller headEnd = known(ParticipantRole.HEAD_END, "north-head-end");

        assertThat(reasonOf(() -> log(headEnd).getCheckpoint(GetCheckpointRequest.getDefaultInstance())))
                .isEqualTo(Reason.PERMISSION_DENIED);
    }

    @Test
    void a_database_that_fails_makes_it_unavailable_until_it_is_back() throws IOException, SQLException {
        Envelope statement = AStatement.journalRoot(north.party(), START.plusSeconds(540), START);
        execute("alter table log_entry rename to log_entry_away");
        try {
            assertThat(reasonOf(() -> submit(north, statement))).isEqualTo(Reason.UNAVAILABLE);
            HttpResponse<String> ready = get("/q/health/ready");
            assertThat(ready.statusCode()).isEqualTo(503);
            assertThat(ready.body()).contains("database");
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        } finally {
            execute("alter table log_entry_away rename to log_entry");
        }

        assertThat(submit(north, statement).getFirst().hasReceipt()).isTrue();
    }

    @Test
    void the_operators_calls_are_audited_and_what_others_tried() throws SQLException {
        summary();
        reasonOf(() -> LogOperatorServiceGrpc.newBlockingStub(south.channel())
                .getLogSummary(GetLogSummaryRequest.getDefaultInstance()));

        assertThat(audited("spiffe://gridpact/operator/arbiter-operator", "GetLogSummary", "OK"))
                .isTrue();
        assertThat(audited("spiffe://gridpact/utility/south", "GetLogSummary", "PERMISSION_DENIED"))
                .isTrue();
    }

    @Test
    void a_statement_signed_by_somebody_else_leaves_who_sent_it_and_nothing_more() throws Exception {
        Envelope foreign = AStatement.journalRoot(south.party(), START.plusSeconds(240), START);

        submit(north, foreign);

        // The line is written beside the call.
        long startNanos = System.nanoTime();
        while (!turnedAway("north", foreign.digest().prefix())) {
            assertThat(Duration.ofNanos(System.nanoTime() - startNanos)).isLessThan(Duration.ofSeconds(20));
            Thread.onSpinWait();
        }
        assertThat(get("/q/metrics").body())
                .contains("gridpact_signatures_refused_total{method=\"gridpact.arbiter.v1.LogService/Submit\","
                        + "peer=\"north\"}");
    }

    private boolean turnedAway(String caller, String digestPrefix) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select 1 from refused_signature where caller = ? and digest_prefix = ?")) {
            query.setString(1, caller);
            query.setString(2, digestPrefix);
            return query.executeQuery().next();
        }
    }

    @Test
    void nothing_was_deposited_where_nobody_deposits() {
        var answer = SealingDepositServiceGrpc.newBlockingStub(north.channel())
                .listSealingDeposits(ListSealingDepositsRequest.newBuilder()
                        .setPeer("south")
                        .setWindowStartMillis(AStatement.WINDOW.toEpochMilli())
                        .setAfterLeafIndex(-1)
                        .build());

        assertThat(answer.getDepositsCount()).isZero();
        assertThat(answer.getMatchedNumber()).isZero();
    }

    @Test
    void a_revocation_that_somebody_else_brings_is_told_to_everyone_and_ends_the_key() {
        ACaller west = known(ParticipantRole.UTILITY, "west");
        Envelope revocation = west.party().revocation(START);
        var answer = DirectoryLogServiceGrpc.newBlockingStub(north.channel())
                .publishDocuments(PublishDocumentsRequest.newBuilder()
                        .addDocuments(EnvelopeWire.toMessage(revocation))
                        .addDocuments(EnvelopeWire.toMessage(west.party()
                                .revocation(
                                        west.party().signer().publicKey().id(),
                                        START,
                                        west.party().signer())))
                        .build());
        var told = DirectoryLogServiceGrpc.newBlockingStub(south.channel())
                .listDocuments(
                        ListDocumentsRequest.newBuilder().setAfterLeafIndex(-1).build())
                .getDocumentsList();

        assertThat(told).anySatisfy(one -> {
            assertThat(EnvelopeWire.fromMessage(one.getDocument(), "document").digest())
                    .isEqualTo(revocation.digest());
            assertThat(one.getReceipt()).isEqualTo(answer.getResults(0).getReceipt());
        });
        assertThat(RefusalStatus.refusalOf(answer.getResults(1).getError())
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(RefusalStatus.refusalOf(
                                submit(west, AStatement.journalRoot(west.party(), START, START.plusSeconds(60)))
                                        .getFirst()
                                        .getError())
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.SIGNATURE_INVALID);
        assertThat(catchThrowable(() -> DirectoryLogServiceGrpc.newBlockingStub(operator.channel())
                        .listDocuments(ListDocumentsRequest.getDefaultInstance())))
                .isNotNull();
    }

    private boolean audited(String caller, String call, String outcome) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement query = connection.prepareStatement(
                        "select 1 from operator_audit where caller = ? and call = ? and outcome = ?")) {
            query.setString(1, caller);
            query.setString(2, call);
            query.setString(3, outcome);
            return query.executeQuery().next();
        }
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void assertRefused(String field, Runnable call) {
        Refusal refusal = RefusalStatus.refusalOf(catchThrowable(call::run));
        assertThat(refusal.reason()).isEqualTo(Reason.INVALID_REQUEST);
        assertThat(refusal.field()).isEqualTo(field);
    }

    @Test
    void it_is_ready_and_counts_what_it_does() throws IOException, InterruptedException {
        submit(north, AStatement.journalRoot(north.party(), START.plusSeconds(420), START));

        HttpResponse<String> ready = get("/q/health/ready");

        assertThat(ready.statusCode()).as(ready.body()).isEqualTo(200);
        assertThat(ready.body()).contains("grpc-server", "tls-certificate", "log", "Database");
        assertThat(get("/q/metrics").body())
                .contains(
                        "gridpact_log_leaves",
                        "gridpact_log_submissions_total",
                        "gridpact_log_pairs",
                        "gridpact_log_batch_time_seconds_count",
                        "gridpact_calls_open",
                        "gridpact_clock_drift_milliseconds{peer=\"north\"}");
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + managementPort + path);
            return client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private ACaller caller(ParticipantRole role, String id) {
        ACaller caller = ACaller.of(role, id, folder, port);
        callers.add(caller);
        return caller;
    }

    private ACaller known(ParticipantRole role, String id) {
        ACaller caller = caller(role, id);
        operatorStub()
                .putParticipant(PutParticipantRequest.newBuilder()
                        .setParticipant(EnvelopeWire.toMessage(caller.party().descriptor()))
                        .build());
        return caller;
    }

    private OperatorServiceBlockingStub operatorStub() {
        return OperatorServiceGrpc.newBlockingStub(operator.channel());
    }

    private void putProfile() {
        LogOperatorServiceGrpc.newBlockingStub(operator.channel())
                .putProfile(PutProfileRequest.newBuilder()
                        .setProfile(EnvelopeWire.toMessage(AStatement.profile(north.party())))
                        .build());
    }

    private io.gridpact.arbiter.v1.GetLogSummaryResponse summary() {
        return LogOperatorServiceGrpc.newBlockingStub(operator.channel())
                .getLogSummary(GetLogSummaryRequest.getDefaultInstance());
    }

    private boolean idle() {
        return operatorStub()
                .awaitIdle(
                        AwaitIdleRequest.newBuilder().setTimeoutMillis(10_000).build())
                .getIdle();
    }

    private static LogServiceBlockingStub log(ACaller caller) {
        return LogServiceGrpc.newBlockingStub(caller.channel());
    }

    private static List<SubmitResult> submit(ACaller caller, Envelope... statements) {
        SubmitRequest.Builder request = SubmitRequest.newBuilder();
        List.of(statements).forEach(statement -> request.addStatements(EnvelopeWire.toMessage(statement)));
        return log(caller).submit(request.build()).getResultsList();
    }

    private static LogReceipt receipt(SubmitResult result) {
        Fields at = Fields.of(Reason.INVALID_PROOF);
        Envelope envelope = EnvelopeWire.fromMessage(result.getReceipt(), at);
        assertThat(new SignatureVerifier()
                        .verify(
                                AParty.utility("arbiter").signer().publicKey(),
                                envelope,
                                envelope.signatures().getFirst()))
                .isTrue();
        return StatementWire.logReceipt(envelope, at);
    }

    private static Checkpoint checkpoint(ACaller caller) {
        SignedNote note = SignedNote.parse(log(caller)
                .getCheckpoint(GetCheckpointRequest.getDefaultInstance())
                .getCheckpoint());
        assertThat(note.isSignedBy(new NoteVerifier(
                        "gridpact/log/arbiter",
                        AParty.utility("arbiter").signer().publicKey())))
                .isTrue();
        return Checkpoint.parse(note.text());
    }

    private static List<Digest> digests(List<ByteString> bytes) {
        return bytes.stream().map(each -> Digest.of(each.toByteArray())).toList();
    }

    private static Reason reasonOf(Runnable call) {
        Throwable thrown = catchThrowable(call::run);
        assertThat(thrown).isNotNull().isNotInstanceOf(RefusedException.class);
        return RefusalStatus.refusalOf(thrown).reason();
    }
}
