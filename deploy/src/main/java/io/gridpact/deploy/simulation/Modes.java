package io.gridpact.deploy.simulation;

import io.gridpact.protocol.directory.ConfirmationMode;

/// Which pairs of utilities have agreed on which confirmation mode.
enum Modes {
    ALL_BLOCKING,
    NONE_BLOCKING,
    /// Only the first utility's pairs do not block.
    MIXED;

    ConfirmationMode between(String one, String other) {
        String first = Cast.UTILITIES.getFirst();
        boolean blocking =
                switch (this) {
                    case ALL_BLOCKING -> true;
                    case NONE_BLOCKING -> false;
                    case MIXED -> !one.equals(first) && !other.equals(first);
                };
        return blocking ? ConfirmationMode.BLOCKING : ConfirmationMode.NON_BLOCKING;
    }
}
