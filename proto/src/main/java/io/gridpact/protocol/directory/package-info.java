/// Who is who and by which rules: participants and their keys, the network profile, agreements, enrolments.
@NullMarked
package io.gridpact.protocol.directory;

import org.jspecify.annotations.NullMarked;
