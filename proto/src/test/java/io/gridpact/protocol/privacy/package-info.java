/// What each party learns, and that it learns no more (PROTOCOL.md, section 2).
@NullMarked
package io.gridpact.protocol.privacy;

import org.jspecify.annotations.NullMarked;
