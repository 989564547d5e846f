/// What every party does alike on the wire: who is calling, pinned mutual TLS, bounds, errors, the operator's door.
@NullMarked
package io.gridpact.protocol.link;

import org.jspecify.annotations.NullMarked;
