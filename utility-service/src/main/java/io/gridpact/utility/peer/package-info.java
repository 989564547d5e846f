/// The parties this utility deals with: agreements and profiles, and the calls it makes to other utilities and to the
/// arbiter.
@NullMarked
package io.gridpact.utility.peer;

import org.jspecify.annotations.NullMarked;
