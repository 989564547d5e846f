/// The grid behind the meters: which feeder each hangs on, and what is sold through it, window by window.
@NullMarked
package io.gridpact.utility.grid;

import org.jspecify.annotations.NullMarked;
