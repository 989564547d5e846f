/// Exact quantities: watt-hours as `long`, prices, amounts, delivery windows and millisecond instants (PROTOCOL.md,
/// section 3).
@NullMarked
package io.gridpact.protocol.quantity;

import org.jspecify.annotations.NullMarked;
