package io.gridpact.protocol.envelope;

import java.util.List;

/// The X25519 keys that openings may be sealed for: one, or while it is renewed the next and the one before.
@FunctionalInterface
public interface OpeningKeys {

    /// In the order in which they are tried; at least one.
    List<HpkePrivateKey> all();
}
