/// Shares a meter's reading among its trades, FIFO or pro rata, and proves each share with the Merkle-sum sheet
/// (PROTOCOL.md, section 7).
@NullMarked
package io.gridpact.protocol.allocation;

import org.jspecify.annotations.NullMarked;
