/// Measures a local network: how fast it confirms and settles, and what that costs.
@NullMarked
package io.gridpact.deploy.bench;

import org.jspecify.annotations.NullMarked;
