package io.gridpact.utility.wire;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.trade.v1.OrderProgress;
import io.gridpact.trade.v1.SignedRefusal;
import io.grpc.Status;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the comments of `reason.proto` promise of each reason.
///
/// @param code of the gRPC status
/// @param withField whether a BadRequest names the field
/// @param withRetry whether a RetryInfo says when to ask again
record Documented(Status.Code code, boolean withField, boolean withRetry) {

    private static final Path REASONS = Path.of("../proto/src/main/proto/gridpact/directory/v1/reason.proto");

    private static final Pattern VALUE =
            Pattern.compile("((?:  //[^\n]*\n)+)  REASON_(?!UNSPECIFIED)(\\w+) = \\d+;", Pattern.MULTILINE);
    private static final Pattern CODE = Pattern.compile("([A-Z_]+)\\.\\s*$");

    /// By reason, as they are written there.
    static final Map<Reason, Documented> REASON = read();

    private static Map<Reason, Documented> read() {
        Map<Reason, Documented> documented = new EnumMap<>(Reason.class);
        try {
            Matcher value = VALUE.matcher(Files.readString(REASONS));
            while (value.find()) {
                String comment = value.group(1);
                Matcher code = CODE.matcher(comment.strip());
                assertThat(code.find()).as(comment).isTrue();
                documented.put(
                        Reason.valueOf(value.group(2)),
                        new Documented(
                                Status.Code.valueOf(code.group(1)),
                                comment.contains("BadRequest"),
                                comment.contains("RetryInfo")));
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return documented;
    }

    /// What an order is told of that is held and lacks the buyer utility's answer.
    private static final Set<Reason> SAYS_HOW_FAR = EnumSet.of(Reason.PEER_UNAVAILABLE, Reason.WINDOW_CLOSED);

    /// Asserts that a refusal is as documented, to its last detail.
    ///
    /// @return its reason
    static Reason reasonOf(com.google.rpc.Status refusal) {
        ErrorInfo info = only(refusal, ErrorInfo.class);
        assertThat(info.getDomain()).isEqualTo("gridpact");
        Reason reason = Reason.valueOf(info.getReason());
        Documented promised = Objects.requireNonNull(REASON.get(reason), reason.name());
        assertThat(refusal.getCode()).as("%s", reason).isEqualTo(promised.code().value());
        assertThat(all(refusal, RetryInfo.class)).as("%s: RetryInfo", reason).hasSize(promised.withRetry() ? 1 : 0);
        if (promised.withField()) {
            assertThat(fieldOf(refusal)).as("%s: the field", reason).isNotEmpty();
        }
        for (Any detail : refusal.getDetailsList()) {
            assertThat(detail.is(ErrorInfo.class)
                            || detail.is(BadRequest.class)
                            || detail.is(RetryInfo.class)
                            || detail.is(SignedRefusal.class)
                            || detail.is(OrderProgress.class) && SAYS_HOW_FAR.contains(reason))
                    .as(detail.getTypeUrl())
                    .isTrue();
        }
        return reason;
    }

    /// The field that a BadRequest names; empty where there is none.
    static String fieldOf(com.google.rpc.Status refusal) {
        return all(refusal, BadRequest.class).isEmpty()
                ? ""
                : only(refusal, BadRequest.class).getFieldViolations(0).getField();
    }

    static <T extends Message> T only(com.google.rpc.Status refusal, Class<T> kind) {
        List<T> found = all(refusal, kind);
        assertThat(found).as("%s in %s", kind.getSimpleName(), refusal).hasSize(1);
        return found.getFirst();
    }

    private static <T extends Message> List<T> all(com.google.rpc.Status refusal, Class<T> kind) {
        return refusal.getDetailsList().stream()
                .filter(detail -> detail.is(kind))
                .map(detail -> unpacked(detail, kind))
                .toList();
    }

    private static <T extends Message> T unpacked(Any detail, Class<T> kind) {
        try {
            return detail.unpack(kind);
        } catch (InvalidProtocolBufferException malformed) {
            throw new AssertionError(malformed);
        }
    }
}
