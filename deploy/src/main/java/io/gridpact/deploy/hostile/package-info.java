/// Clients that keep to TLS and HTTP/2 frames and to nothing else, each hostile in one way, to turn on services that
/// run.
@NullMarked
package io.gridpact.deploy.hostile;

import org.jspecify.annotations.NullMarked;
