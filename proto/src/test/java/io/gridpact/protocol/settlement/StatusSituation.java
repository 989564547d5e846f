package io.gridpact.protocol.settlement;

import java.util.function.Consumer;

/// A window that is shown to a counterparty, and what it must make of it.
///
/// @param before what the utility does otherwise than it should
/// @param after what it shows otherwise than it committed
record StatusSituation(String name, AWindow window, Consumer<AWindow> before, Consumer<AWindow> after, String outcome) {
    @Override
    public String toString() {
        return name;
    }

    static final Consumer<AWindow> NOTHING = window -> {};

    static StatusSituation committed(String name, AWindow window, Consumer<AWindow> before, String outcome) {
        return new StatusSituation(name, window, before, NOTHING, outcome);
    }

    static StatusSituation shown(String name, Consumer<AWindow> after, String field) {
        return new StatusSituation(name, AWindow.ofSeller(), NOTHING, after, "INVALID_PROOF " + field);
    }
}
