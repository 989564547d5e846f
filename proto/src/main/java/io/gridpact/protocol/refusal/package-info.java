/// Why something is not done: the closed list of reasons and what a rule or parser says with one.
@NullMarked
package io.gridpact.protocol.refusal;

import org.jspecify.annotations.NullMarked;
