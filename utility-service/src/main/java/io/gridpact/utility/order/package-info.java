/// From a consented order to a sealed trade: judging, attesting, countersigning, receipts, and what platforms may read.
@NullMarked
package io.gridpact.utility.order;

import org.jspecify.annotations.NullMarked;
