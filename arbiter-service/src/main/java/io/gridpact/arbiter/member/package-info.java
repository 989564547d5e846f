/// Who may deal with the arbiter and by which profile: descriptors and the network profile, kept and in force at once.
@NullMarked
package io.gridpact.arbiter.member;

import org.jspecify.annotations.NullMarked;
