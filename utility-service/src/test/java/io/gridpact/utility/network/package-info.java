/// A network for tests: who is in it, the orders they make, and databases.
@NullMarked
package io.gridpact.utility.network;

import org.jspecify.annotations.NullMarked;
