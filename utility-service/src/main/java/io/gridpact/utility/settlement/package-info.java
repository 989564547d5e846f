/// From readings to settlements: allocation in two rounds, sheet roots, statuses shown and checked, and what both
/// sides settle.
@NullMarked
package io.gridpact.utility.settlement;

import org.jspecify.annotations.NullMarked;
