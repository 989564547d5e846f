/// Wires the gateway together: configuration, keys, TLS, clock, health, start and stop.
@NullMarked
package io.gridpact.gateway.node;

import org.jspecify.annotations.NullMarked;
