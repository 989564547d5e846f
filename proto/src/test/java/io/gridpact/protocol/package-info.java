/// What the tests of several packages share: golden vectors and repeatable randomness.
@NullMarked
package io.gridpact.protocol;

import org.jspecify.annotations.NullMarked;
