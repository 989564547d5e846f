/// The commands of `deploy/gridpact`: arguments in, text or one JSON document out.
@NullMarked
package io.gridpact.deploy.cli;

import org.jspecify.annotations.NullMarked;
