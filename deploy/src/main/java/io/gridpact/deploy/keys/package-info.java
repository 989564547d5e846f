/// Keys, certificates and signed documents of a local network: what each participant would make for itself.
@NullMarked
package io.gridpact.deploy.keys;

import org.jspecify.annotations.NullMarked;
