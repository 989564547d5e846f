/// What this utility holds agreed with each peer: pair digests, made, exchanged and compared.
@NullMarked
package io.gridpact.utility.pairing;

import org.jspecify.annotations.NullMarked;
