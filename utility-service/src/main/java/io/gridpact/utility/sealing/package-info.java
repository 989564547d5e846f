/// What this utility does where its list of a window and a peer's differ: compares, shows, numbers anew, deposits with
/// the arbiter, and takes what was deposited.
@NullMarked
package io.gridpact.utility.sealing;

import org.jspecify.annotations.NullMarked;
