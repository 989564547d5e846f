package io.gridpact.protocol.order;

import static io.gridpact.protocol.refusal.Reason.INVALID_REQUEST;
import static io.gridpact.protocol.refusal.Reason.SIGNATURE_INVALID;

import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Whether a platform's question is to be answered.
public final class QueryRules {

    /// How far ahead a query may expire.
    public static final Duration MAX_AHEAD = Duration.ofMinutes(15);

    /// Most trades on a page.
    public static final int MAX_PAGE_SIZE = 500;

    private QueryRules() {}

    /// The query is for this utility, in time, and signed by its platform with a key that is valid now.
    ///
    /// @param envelope that the query was read from
    public static Verdict verify(
            PlatformQuery query,
            Envelope envelope,
            String utility,
            Instant now,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier) {
        return invalidUnless(query.utility().equals(utility), "utility", "not this utility")
                .then(() -> invalidUnless(now.isBefore(query.expires()), "expires_millis", "the query has expired"))
                .then(() -> invalidUnless(
                        !query.expires().isAfter(now.plus(MAX_AHEAD)),
                        "expires_millis",
                        "more than " + MAX_AHEAD.toMinutes() + " minutes ahead"))
                .then(() -> Verdict.require(
                        directory
                                .apply(query.platform())
                                .filter(participant -> participant.role() == ParticipantRole.PLATFORM)
                                .filter(platform -> platform.signed(envelope, now, verifier))
                                .isPresent(),
                        SIGNATURE_INVALID,
                        "signatures",
                        "not signed by a key of its platform valid now"));
    }

    private static Verdict invalidUnless(boolean holds, String field, String description) {
        return Verdict.require(holds, INVALID_REQUEST, field, description);
    }
}
