/// What makes one process of it: configuration, clock, keys, links, health, the operator's door, and the work that
/// falls due.
@NullMarked
package io.gridpact.utility.node;

import org.jspecify.annotations.NullMarked;
