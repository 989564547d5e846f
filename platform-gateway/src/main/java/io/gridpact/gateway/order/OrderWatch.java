package io.gridpact.gateway.order;

import io.gridpact.protocol.hash.Digest;
import java.time.Duration;

/// Is told of every order that a utility answered, or that never got to one.
@FunctionalInterface
public interface OrderWatch {

    /// Outcome of an order with four signatures.
    String SEALED = "SEALED";

    /// Outcome of a NON_BLOCKING order that not all have signed yet.
    String ACCEPTED = "ACCEPTED";

    /// Outcome of a NON_BLOCKING order that is kept here, as its utility gives no answer.
    String KEPT = "KEPT";

    /// @param outcome [#SEALED], [#ACCEPTED], [#KEPT] or the name of a reason
    void answered(Digest order, String utility, String outcome, Duration elapsed);
}
