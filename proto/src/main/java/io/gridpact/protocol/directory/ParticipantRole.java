package io.gridpact.protocol.directory;

/// What a participant does in the network (PROTOCOL.md, section 2).
public enum ParticipantRole {
    UTILITY,
    PLATFORM,
    GATEWAY,
    ARBITER,
    HEAD_END,
    OPERATOR
}
