/// Looks whether a whole network holds together: every store by its own checker, and ledgers against each other.
@NullMarked
package io.gridpact.deploy.check;

import org.jspecify.annotations.NullMarked;
