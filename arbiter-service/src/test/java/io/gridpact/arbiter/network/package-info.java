/// A network for tests: parties with keys and certificates, their statements, a database.
@NullMarked
package io.gridpact.arbiter.network;

import org.jspecify.annotations.NullMarked;
