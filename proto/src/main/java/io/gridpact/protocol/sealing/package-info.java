/// Proofs that a trade is sealed, and until when one may be left with the arbiter (PROTOCOL.md, section 5).
@NullMarked
package io.gridpact.protocol.sealing;

import org.jspecify.annotations.NullMarked;
