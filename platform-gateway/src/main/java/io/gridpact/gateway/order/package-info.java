/// Brings what platforms signed to the utility that it is for, and the answers back.
@NullMarked
package io.gridpact.gateway.order;

import org.jspecify.annotations.NullMarked;
