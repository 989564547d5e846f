package io.gridpact.protocol.wire;

import com.google.protobuf.Message;
import java.util.List;

/// A parser or verifier that hostile bytes are given to.
///
/// @param seeds bytes that it knows, good ones and defects: the golden vectors
/// @param messages what the seeds, and the payloads within, are; none where they are no messages
/// @param judge takes bytes and checks what was made of them. It throws a
///     [io.gridpact.protocol.refusal.RefusedException] where they are refused, and anything else where this is a bug
record HostileTarget(String name, List<byte[]> seeds, List<Message> messages, Judgement judge) {

    @FunctionalInterface
    interface Judgement {
        void take(byte[] bytes) throws Exception;
    }

    @Override
    public String toString() {
        return name;
    }
}
