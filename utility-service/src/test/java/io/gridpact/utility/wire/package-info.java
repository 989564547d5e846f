/// The whole service as others meet it: over pinned mutual TLS, on a real database, with every reason that it
/// documents.
@NullMarked
package io.gridpact.utility.wire;

import org.jspecify.annotations.NullMarked;
