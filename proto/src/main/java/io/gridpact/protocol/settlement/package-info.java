/// Two believed statuses in, one settlement out (PROTOCOL.md, section 8).
@NullMarked
package io.gridpact.protocol.settlement;

import org.jspecify.annotations.NullMarked;
