/// A network's public APIs as its users call them: operators, platforms, meter head-ends, each with its own
/// certificate.
@NullMarked
package io.gridpact.deploy.client;

import org.jspecify.annotations.NullMarked;
