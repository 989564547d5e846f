package io.gridpact.protocol.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.envelope.BatchPath;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.PublicKey;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import java.util.ArrayList;
import java.util.List;

/// Envelopes to `gridpact.directory.v1.Envelope` and back (PROTOCOL.md, section 3).
public final class EnvelopeWire {

    /// Longest payload of any type.
    public static final int MAX_PAYLOAD_BYTES = 64 * 1024;

    public static final int MAX_PAYLOAD_TYPE_CHARACTERS = 64;

    public static final int MAX_SIGNATURES = 4;

    /// Longest path in a batch, in hashes.
    public static final int MAX_BATCH_PATH_HASHES = 64;

    private EnvelopeWire() {}

    /// @param field path of the envelope in the request; what is wrong is `INVALID_REQUEST`
    public static Envelope fromMessage(io.gridpact.directory.v1.Envelope message, String field) {
        return fromMessage(message, new Fields(Reason.INVALID_REQUEST, field));
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException with the reason and path of `at`
    public static Envelope fromMessage(io.gridpact.directory.v1.Envelope message, Fields at) {
        Strict.requireKnown(message, at);
        at.text("payload_type", message.getPayloadType(), 1, MAX_PAYLOAD_TYPE_CHARACTERS);
        byte[] payload = at.atMost("payload", message.getPayload(), MAX_PAYLOAD_BYTES);
        at.count("signatures", message.getSignaturesCount(), 1, MAX_SIGNATURES);
        List<Signature> signatures = new ArrayList<>(message.getSignaturesCount());
        for (int index = 0; index < message.getSignaturesCount(); index++) {
            signatures.add(signature(message.getSignatures(index), at.in(Fields.element("signatures", index))));
        }
        return new Envelope(message.getPayloadType(), payload, signatures);
    }

    /// For envelopes that are stored or written to a file.
    public static Envelope parse(byte[] encoded, Fields at) {
        return fromMessage(Strict.parse(io.gridpact.directory.v1.Envelope.parser(), encoded, at), at);
    }

    public static byte[] encode(Envelope envelope) {
        return toMessage(envelope).toByteArray();
    }

    public static io.gridpact.directory.v1.Envelope toMessage(Envelope envelope) {
        io.gridpact.directory.v1.Envelope.Builder message = io.gridpact.directory.v1.Envelope.newBuilder()
                .setPayloadType(envelope.payloadType())
                .setPayload(UnsafeByteOperations.unsafeWrap(envelope.payload()));
        envelope.signatures().forEach(signature -> message.addSignatures(toMessage(signature)));
        return message.build();
    }

    public static io.gridpact.directory.v1.Signature toMessage(Signature signature) {
        io.gridpact.directory.v1.Signature.Builder message = io.gridpact.directory.v1.Signature.newBuilder()
                .setKeyId(bytes(signature.keyId().value()))
                .setSig(UnsafeByteOperations.unsafeWrap(signature.sig()));
        BatchPath batch = signature.batch();
        if (batch != null) {
            message.getBatchBuilder()
                    .setIndex(batch.index())
                    .setSize(batch.size())
                    .addAllPath(batch.path().stream().map(EnvelopeWire::bytes).toList());
        }
        return message.build();
    }

    /// Unknown fields are the caller's matter: whoever reads it from a message has asked [Strict] for all of it.
    static Signature signature(io.gridpact.directory.v1.Signature message, Fields at) {
        KeyId keyId = new KeyId(at.digest("key_id", message.getKeyId()));
        byte[] sig = at.exactly("sig", message.getSig(), PublicKey.ED25519_SIGNATURE_BYTES);
        return new Signature(keyId, sig, message.hasBatch() ? batchPath(message.getBatch(), at.in("batch")) : null);
    }

    private static BatchPath batchPath(io.gridpact.directory.v1.BatchPath message, Fields at) {
        at.between("size", message.getSize(), 1, Long.MAX_VALUE);
        at.between("index", message.getIndex(), 0, message.getSize() - 1);
        at.count("path", message.getPathCount(), 0, MAX_BATCH_PATH_HASHES);
        return new BatchPath(message.getIndex(), message.getSize(), at.digests("path", message.getPathList()));
    }

    /// The payload of an envelope of exactly this type.
    ///
    /// @throws io.gridpact.protocol.refusal.RefusedException with the reason of `at`; paths begin in the
    ///     payload, but
    ///     for `payload_type`
    static <M extends Message> M payload(Envelope envelope, String payloadType, Parser<M> parser, Fields at) {
        at.require(envelope.payloadType().equals(payloadType), "payload_type", "not " + payloadType);
        return Strict.parse(parser, envelope.payload(), at);
    }

    static ByteString bytes(Digest digest) {
        return UnsafeByteOperations.unsafeWrap(digest.bytes());
    }
}
