/// Readings of meters and when one is believed (PROTOCOL.md, section 6).
@NullMarked
package io.gridpact.protocol.metering;

import org.jspecify.annotations.NullMarked;
