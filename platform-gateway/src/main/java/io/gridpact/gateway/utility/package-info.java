/// Calls utilities and hands on their answers as bytes, untouched.
@NullMarked
package io.gridpact.gateway.utility;

import org.jspecify.annotations.NullMarked;
