/// The files that describe a network and its day (network, orders, readings), and the seeded generator that makes them.
@NullMarked
package io.gridpact.deploy.network;

import org.jspecify.annotations.NullMarked;
