/// Updates: cancelling, curtailing and rescheduling trades before their gates close, and outages that do so to many.
@NullMarked
package io.gridpact.utility.update;

import org.jspecify.annotations.NullMarked;
