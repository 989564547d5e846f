/// What meters of this utility's customers measured: readings in, verified and stored, and estimates for those that are
/// missing at their deadline.
@NullMarked
package io.gridpact.utility.metering;

import org.jspecify.annotations.NullMarked;
