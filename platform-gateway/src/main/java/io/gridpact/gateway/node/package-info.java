/// Wires the gateway together: configuration, TLS, clock, directory, the operator's door, health, metrics.
@NullMarked
package io.gridpact.gateway.node;

import org.jspecify.annotations.NullMarked;
