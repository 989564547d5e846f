/// Orders: what the four parties of a trade sign, what a utility checks of it, and which state may follow which.
@NullMarked
package io.gridpact.protocol.order;

import org.jspecify.annotations.NullMarked;
