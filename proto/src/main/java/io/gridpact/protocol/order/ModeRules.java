package io.gridpact.protocol.order;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;

/// What an order's mode lets a utility answer (PROTOCOL.md, section 5): in `BLOCKING` a limit that does not hold is a
/// refusal, in `NON_BLOCKING` it is a flag and never a refusal.
final class ModeRules {

    private ModeRules() {}

    /// @param path of the attestation, which is of this order
    static Verdict answer(Order order, Attestation attestation, String path) {
        return switch (order.mode()) {
            case BLOCKING ->
                Verdict.require(
                        !attestation.limitExceeded(),
                        Reason.INVALID_PROOF,
                        path + ".limit_exceeded",
                        "of an order that a limit refuses");
            case NON_BLOCKING ->
                Verdict.require(
                        attestation.reason() != Reason.LIMIT_EXCEEDED,
                        Reason.INVALID_PROOF,
                        path + ".reason",
                        "of an order that no limit refuses");
        };
    }
}
