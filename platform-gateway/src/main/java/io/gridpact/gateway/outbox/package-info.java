/// Orders that could not be brought to their utility: kept until they are, or until they expire.
@NullMarked
package io.gridpact.gateway.outbox;

import org.jspecify.annotations.NullMarked;
