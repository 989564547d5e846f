/// The log of hashes: takes signed statements, appends them to a tree, pairs digests, flags what differs and proves it.
@NullMarked
package io.gridpact.arbiter.log;

import org.jspecify.annotations.NullMarked;
