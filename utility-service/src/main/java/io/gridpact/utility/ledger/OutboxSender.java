package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;

/// Sends one kind of message.
public interface OutboxSender {

    /// The kind that it sends.
    String kind();

    /// How many messages it takes at once; at most 500.
    int maxBatch();

    /// Sends messages of one target and stores what comes back; then removes them from the outbox, in the same
    /// transaction ([LedgerTransaction#delivered]). Messages that the target does not take stay in the outbox:
    /// others go first, then they are offered again. A message that the receiver has already taken does no
    /// harm.
    ///
    /// @throws RuntimeException where the target is away: all wait for it
    void send(String target, List<Digest> subjects);

    /// How long what is refused is offered again where nothing ends its use before: as long as a profile has a window
    /// open to corrections by default.
    Duration LONGEST_USE = Duration.ofDays(7);

    /// When a message that its target refuses is of no more use: then it is given up.
    ///
    /// @param enqueued when it was written
    default Instant endOfUse(Digest subject, Instant enqueued) {
        return enqueued.plus(LONGEST_USE);
    }

    /// Whether a refusal is about the target rather than what was sent: it will take nothing else now.
    static boolean isAway(Refusal refusal) {
        return switch (refusal.reason()) {
            case PEER_UNAVAILABLE, UNAVAILABLE, RESOURCE_EXHAUSTED, PERMISSION_DENIED -> true;
            case INVALID_ORDER,
                    SIGNATURE_INVALID,
                    NO_AGREEMENT,
                    WINDOW_CLOSED,
                    UNKNOWN_CUSTOMER,
                    NO_MANDATE,
                    UNKNOWN_METER,
                    LIMIT_EXCEEDED,
                    ORDER_CONFLICT,
                    INVALID_REQUEST,
                    UNKNOWN_TRADE,
                    INVALID_READING,
                    INVALID_PROOF,
                    EQUIVOCATION,
                    REVISION_CONFLICT,
                    INTERNAL -> false;
        };
    }

    /// Sends one message after the other, so that one that is not taken holds up no other.
    ///
    /// @param one sends one message and throws where it is refused
    /// @throws RefusedException where the target is away
    static void eachAlone(String kind, List<Digest> subjects, Consumer<Digest> one) {
        eachAlone(kind, subjects, Digest::prefix, one);
    }

    /// Sends one part after the other, so that one that is not taken holds up no other.
    ///
    /// @param name of a part, for people
    /// @param one sends one part and throws where it is refused
    /// @throws RefusedException where the target is away
    static <T> void eachAlone(String kind, Collection<T> parts, Function<T, String> name, Consumer<T> one) {
        for (T part : parts) {
            try {
                one.accept(part);
            } catch (RefusedException refused) {
                if (isAway(refused.refusal())) {
                    throw refused;
                }
                Logger.getLogger(OutboxSender.class).warnf("%s %s: %s", kind, name.apply(part), refused.getMessage());
            }
        }
    }
}
