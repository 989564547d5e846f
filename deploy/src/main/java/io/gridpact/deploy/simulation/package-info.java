/// A seeded simulation of a whole network in one process: the services' own use cases and rules on a simulated network,
/// clock and disk that fail, with parties that lie; what must always hold is checked after every step.
@NullMarked
package io.gridpact.deploy.simulation;

import org.jspecify.annotations.NullMarked;
