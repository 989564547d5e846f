package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.KeyId;
import java.time.Instant;

/// One meter in one direction and window.
///
/// @param meter names the meter's key
public record MeterWindow(KeyId meter, Direction direction, Instant windowStart) {}
