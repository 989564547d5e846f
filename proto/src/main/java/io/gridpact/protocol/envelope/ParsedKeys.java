package io.gridpact.protocol.envelope;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Keys that were validated lately, by their bytes: a meter's key stands in each of its readings, and to validate it
/// costs a third of what verifying with it does. What is no key is not remembered. Thread-safe.
final class ParsedKeys {

    /// Keys remembered; beyond that the least recently used is validated anew.
    static final int MAX_KEYS = 4_096;

    private final Map<ByteBuffer, PublicKey> keys = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteBuffer, PublicKey> eldest) {
            return size() > MAX_KEYS;
        }
    };

    synchronized Optional<PublicKey> find(byte[] bytes) {
        return Optional.ofNullable(keys.get(ByteBuffer.wrap(bytes)));
    }

    synchronized void remember(PublicKey key) {
        keys.put(ByteBuffer.wrap(key.bytes()), key);
    }

    synchronized int size() {
        return keys.size();
    }
}
