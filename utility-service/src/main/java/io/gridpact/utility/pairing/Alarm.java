package io.gridpact.utility.pairing;

import java.time.Instant;

/// Something that a peer was caught at, with what proves it (PROTOCOL.md, section 8).
///
/// @param key what it was about
/// @param evidence a signed statement's message bytes, as it came; not to be changed
public record Alarm(AlarmKind kind, PairKey key, byte[] evidence) {

    /// An alarm as it is stored.
    ///
    /// @param number from 1, grows
    public record Raised(long number, Alarm alarm, Instant raisedAt) {}
}
