/// Signed and sealed bytes: DSSE envelopes, keys, signing, the one verification rule, HPKE; the only user of Bouncy
/// Castle.
@NullMarked
package io.gridpact.protocol.envelope;

import org.jspecify.annotations.NullMarked;
