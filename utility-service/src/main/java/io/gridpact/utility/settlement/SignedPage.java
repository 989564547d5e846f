package io.gridpact.utility.settlement;

import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.settlement.Status;
import io.gridpact.protocol.wire.StatusPageWire;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// A page of statuses under one signature, as it is stored and sent.
///
/// @param digest names the page
/// @param statuses digests of the statuses, in their order
/// @param meters whose lines are in it
/// @param content the encoded page; not to be changed
record SignedPage(
        Digest digest, List<Digest> statuses, List<KeyId> meters, KeyId lastMeter, int lastLeaf, byte[] content) {

    /// Statuses that are to be signed together.
    static final class Draft {

        private final List<Envelope> unsigned = new ArrayList<>();
        private final Set<KeyId> meters = new LinkedHashSet<>();
        private int lastLeaf;

        boolean isEmpty() {
            return unsigned.isEmpty();
        }

        boolean isFull() {
            return unsigned.size() >= StatusPageWire.MAX_STATUSES;
        }

        void add(KeyId meter, int leaf, byte[] payload) {
            unsigned.add(new Envelope(Status.PAYLOAD_TYPE, payload, List.of()));
            meters.add(meter);
            lastLeaf = leaf;
        }

        SignedPage sign(Signer signer) {
            List<Digest> digests = unsigned.stream().map(Envelope::digest).toList();
            List<Signature> signatures = Envelopes.signBatch(digests, signer);
            List<Envelope> signed = new ArrayList<>(unsigned.size());
            for (int index = 0; index < unsigned.size(); index++) {
                signed.add(unsigned.get(index).with(signatures.get(index)));
            }
            byte[] content = StatusPageWire.encode(signed);
            List<KeyId> onPage = List.copyOf(meters);
            return new SignedPage(Hash.sha256(content), digests, onPage, onPage.getLast(), lastLeaf, content);
        }
    }
}
