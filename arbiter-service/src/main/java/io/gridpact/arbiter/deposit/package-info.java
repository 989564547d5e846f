/// Proofs of sealing that utilities leave with the arbiter: checked at once, logged, shown to the other side,
/// forgotten.
@NullMarked
package io.gridpact.arbiter.deposit;

import org.jspecify.annotations.NullMarked;
