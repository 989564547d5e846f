package io.gridpact.deploy.keys;

import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import java.util.Optional;

/// A participant with the public half of its keys, and its root key to sign with.
///
/// @param signingKey that signs statements; gateways and head-ends have none
/// @param hpkeKey X25519, 32 bytes; utilities only; not to be changed
public record Member(
        String id,
        ParticipantRole role,
        Signer root,
        Digest tlsKeyPin,
        Optional<PublicKey> signingKey,
        Optional<byte[]> hpkeKey) {}
