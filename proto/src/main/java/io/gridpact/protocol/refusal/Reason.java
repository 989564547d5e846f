package io.gridpact.protocol.refusal;

/// The closed list of reasons (PROTOCOL.md, section 13). What has several faults is refused for the one that is found
/// first in the order in which things are checked, not in the order of this list. Part of the public protocol, never
/// renamed; `gridpact.directory.v1.Reason` says when each is given.
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
    INTERNAL,
    REVISION_CONFLICT
}
