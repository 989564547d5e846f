/// The command line that starts, drives, checks and measures a whole network on one machine.
@NullMarked
package io.gridpact.deploy;

import org.jspecify.annotations.NullMarked;
