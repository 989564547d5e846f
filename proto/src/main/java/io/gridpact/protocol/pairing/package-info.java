/// What two utilities hold agreed for a window, as one digest that both can derive (PROTOCOL.md, section 8).
@NullMarked
package io.gridpact.protocol.pairing;

import org.jspecify.annotations.NullMarked;
