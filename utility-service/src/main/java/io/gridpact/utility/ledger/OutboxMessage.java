package io.gridpact.utility.ledger;

import io.gridpact.protocol.hash.Digest;

/// Something to send: whom to, of what kind, and what it is about. The content is read from the ledger when it is sent.
///
/// @param target the participant to send to
/// @param kind names the [OutboxSender]
/// @param subject digest of what is sent, or of what it is about
public record OutboxMessage(String target, String kind, Digest subject) {}
