/// Operating-system processes of a local network: started, watched so that none outlives its command, stopped in order.
@NullMarked
package io.gridpact.deploy.process;

import org.jspecify.annotations.NullMarked;
