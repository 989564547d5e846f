/// Wires the arbiter together: configuration, keys, TLS, clock, health, start and stop.
@NullMarked
package io.gridpact.arbiter.node;

import org.jspecify.annotations.NullMarked;
