/// The utility's customers: their meters, whom they let trade for them, and how much.
@NullMarked
package io.gridpact.utility.customer;

import org.jspecify.annotations.NullMarked;
