/// Wires one utility together: configuration, keys, TLS, clock, health, start and stop.
@NullMarked
package io.gridpact.utility.node;

import org.jspecify.annotations.NullMarked;
