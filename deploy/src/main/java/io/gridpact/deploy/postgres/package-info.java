/// One embedded PostgreSQL server with a database and a role for each service, none of which can read another's.
@NullMarked
package io.gridpact.deploy.postgres;

import org.jspecify.annotations.NullMarked;
