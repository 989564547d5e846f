/// Digests and the one way of hashing fields, `H(tag, f…)` (PROTOCOL.md, section 3).
@NullMarked
package io.gridpact.protocol.hash;

import org.jspecify.annotations.NullMarked;
