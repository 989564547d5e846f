/// Breaks a running network on purpose (kills at every step, half-open links, a lost database) and counts what of the
/// acknowledged trades is left.
@NullMarked
package io.gridpact.deploy.faults;

import org.jspecify.annotations.NullMarked;
