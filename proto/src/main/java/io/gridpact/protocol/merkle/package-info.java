/// Trees that prove what they hold: RFC 6962 with its proofs, tiles and checkpoints, and the sparse tree with one
/// place per key.
@NullMarked
package io.gridpact.protocol.merkle;

import org.jspecify.annotations.NullMarked;
