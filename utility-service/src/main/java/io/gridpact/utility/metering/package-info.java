/// What meters of this utility's customers measured: readings in, verified, corrected, refused and reviewed, and
/// estimates for those that are missing at their deadline.
@NullMarked
package io.gridpact.utility.metering;

import org.jspecify.annotations.NullMarked;
