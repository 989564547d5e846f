/// Protobuf messages to domain records and back, strictly; the only user of generated messages in the pure core.
@NullMarked
package io.gridpact.protocol.wire;

import org.jspecify.annotations.NullMarked;
