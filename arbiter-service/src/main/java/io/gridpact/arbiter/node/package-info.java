/// The arbiter as a process: configuration, keys, TLS, clock, the operator's door, health, metrics.
@NullMarked
package io.gridpact.arbiter.node;

import org.jspecify.annotations.NullMarked;
