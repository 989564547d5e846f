/// The door for trading platforms: gRPC in, gRPC out, nothing decided.
@NullMarked
package io.gridpact.gateway.platform;

import org.jspecify.annotations.NullMarked;
