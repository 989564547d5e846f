package io.gridpact.protocol.refusal;

/// The closed list of reasons, in order of precedence: what has several faults is refused for the first
/// (PROTOCOL.md, section 13). Part of the public protocol, never renamed; `gridpact.directory.v1.Reason` says when
/// each is given.
public enum Reason {
    INVALID_ORDER,
    SIGNATURE_INVALID,
    NO_AGREEMENT,
    WINDOW_CLOSED,
    UNKNOWN_CUSTOMER,
    NO_MANDATE,
    UNKNOWN_METER,
    LIMIT_EXCEEDED,
    ORDER_CONFLICT,
    PEER_UNAVAILABLE,
    UNAVAILABLE,
    RESOURCE_EXHAUSTED,
    PERMISSION_DENIED,
    INVALID_REQUEST,
    UNKNOWN_TRADE,
    INVALID_READING,
    INVALID_PROOF,
    EQUIVOCATION,
    INTERNAL
}
