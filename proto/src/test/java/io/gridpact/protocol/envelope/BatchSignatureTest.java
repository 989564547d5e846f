package io.gridpact.protocol.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.Vectors;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.MerkleTree;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class BatchSignatureTest {

    private static final String TYPE = "gridpact/status/v1";
    private static final HexFormat HEX = HexFormat.of();

    private final Signer north =
            InMemorySigner.ofSeed(Hash.sha256(Hash.utf8("north")).bytes());
    private final Signer south =
            InMemorySigner.ofSeed(Hash.sha256(Hash.utf8("south")).bytes());
    private final SignatureVerifier verifier = new SignatureVerifier();

    private static byte[] payload(int index) {
        return Hash.utf8("status " + index);
    }

    private List<Signature> signatures(int size) {
        return Envelopes.signBatch(
                IntStream.range(0, size)
                        .mapToObj(index -> Dsse.digest(TYPE, payload(index)))
                        .toList(),
                north);
    }

    private boolean verifies(int index, Signature signature) {
        return verifier.verify(north.publicKey(), TYPE, payload(index), signature);
    }

    private static BatchPath pathOf(Signature signature) {
        return Objects.requireNonNull(signature.batch());
    }

    @Test
    void one_signature_stands_for_every_payload_of_the_batch() {
        for (int size = 0; size <= 70; size++) {
            List<Signature> signatures = signatures(size);
            assertThat(signatures).hasSize(size);
            assertThat(signatures.stream()
                            .map(signature -> HEX.formatHex(signature.sig()))
                            .distinct()
                            .count())
                    .isEqualTo(Math.min(size, 1));
            for (int index = 0; index < size; index++) {
                assertThat(verifies(index, signatures.get(index))).isTrue();
                assertThat(verifies(index + 1, signatures.get(index))).isFalse();
            }
        }
    }

    @Test
    void a_batch_costs_one_verification() {
        List<Signature> signatures = signatures(100);
        for (int index = 0; index < 100; index++) {
            assertThat(verifies(index, signatures.get(index))).isTrue();
        }

        assertThat(verifier.cachedBatches()).isEqualTo(1);
    }

    @Test
    void what_was_believed_of_one_key_is_not_believed_of_another() {
        Signature signature = signatures(3).get(1);
        assertThat(verifies(1, signature)).isTrue();
        Signature claimed = new Signature(south.publicKey().id(), signature.sig(), signature.batch());

        assertThat(verifier.verify(south.publicKey(), TYPE, payload(1), claimed))
                .isFalse();
        assertThat(verifier.verify(north.publicKey(), TYPE, payload(1), claimed))
                .isFalse();
    }

    @Tag("large")
    @Test
    void what_is_remembered_is_bounded_and_what_is_refused_is_not_remembered() {
        for (int i = 0; i < SignatureVerifier.MAX_CACHED_BATCHES + 10; i++) {
            Signature signature = Envelopes.signBatch(List.of(Dsse.digest(TYPE, payload(i))), north)
                    .getFirst();
            byte[] sig = signature.sig().clone();
            sig[40] ^= 1;
            assertThat(verifies(i, signature)).isTrue();
            assertThat(i < 20 && verifies(i, new Signature(signature.keyId(), sig, signature.batch())))
                    .isFalse();
        }

        assertThat(verifier.cachedBatches()).isEqualTo(SignatureVerifier.MAX_CACHED_BATCHES);
    }

    @Test
    void a_batch_of_nothing_has_no_signature() {
        assertThat(Envelopes.signBatch(List.of(), north)).isEmpty();
    }

    @Test
    void many_threads_may_ask_at_once() throws Exception {
        List<Signature> signatures = signatures(500);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> answers = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                int index = i;
                answers.add(threads.submit(() -> verifies(index, signatures.get(index))));
            }
            for (Future<Boolean> answer : answers) {
                assertThat(answer.get()).isTrue();
            }
        }
    }

    @Test
    void the_golden_vectors_hold() {
        StringBuilder table = new StringBuilder("""
                # Signatures of payloads, direct (no size) and by way of a batch (PROTOCOL.md, section 3), each right or with
                # the defect that names it. Payload type: gridpact/status/v1. Path from the leaf upward. Ours; see Vectors.
                name,payload,public_key,key_id,sig,index,size,path,verdict
                """);
        row(table, "direct", 0, Envelopes.signature(TYPE, payload(0), north));
        for (int size : new int[] {1, 2, 3, 8, 13}) {
            int last = size - 1;
            row(table, "last of a batch of " + size, last, signatures(size).get(last));
        }
        row(table, "first of a batch of 13", 0, signatures(13).getFirst());
        defects(table);
        Vectors.check("envelope/signatures.csv", table.toString());
    }

    private void defects(StringBuilder table) {
        Signature right = signatures(13).get(6);
        KeyId keyId = right.keyId();
        BatchPath path = pathOf(right);
        List<Digest> siblings = path.path();
        Digest other = Hash.sha256();
        row(table, "right", 6, right);
        row(table, "altered payload", 5, right);
        row(table, "other index", 6, with(right, new BatchPath(7, 13, siblings)));
        row(table, "index as large as size", 6, with(right, new BatchPath(13, 13, siblings)));
        row(table, "negative index", 6, with(right, new BatchPath(-1, 13, siblings)));
        row(table, "size larger", 6, with(right, new BatchPath(6, 14, siblings)));
        row(table, "size zero", 6, with(right, new BatchPath(6, 0, siblings)));
        row(table, "negative size", 6, with(right, new BatchPath(6, -13, siblings)));
        row(table, "path shorter", 6, with(right, new BatchPath(6, 13, siblings.subList(0, siblings.size() - 1))));
        List<Digest> longer = new ArrayList<>(siblings);
        longer.add(other);
        row(table, "path longer", 6, with(right, new BatchPath(6, 13, longer)));
        List<Digest> altered = new ArrayList<>(siblings);
        altered.set(0, other);
        row(table, "altered path", 6, with(right, new BatchPath(6, 13, altered)));
        row(table, "no path", 6, new Signature(keyId, right.sig(), null));
        row(table, "direct signature with a path", 6, with(Envelopes.signature(TYPE, payload(6), north), path));
        row(table, "signature of another key", 6, new Signature(keyId, southsSig(), path));
        row(table, "another key id", 6, new Signature(south.publicKey().id(), right.sig(), path));
        row(
                table,
                "inner node as a payload",
                6,
                with(right, new BatchPath(3, 7, siblings.subList(1, siblings.size()))));
        row(table, "root signed without its size", 6, with(new Signature(keyId, rootOnly(), null), path));
    }

    private static Signature with(Signature signature, BatchPath batch) {
        return new Signature(signature.keyId(), signature.sig(), batch);
    }

    private byte[] southsSig() {
        return Envelopes.signBatch(digests(13), south).getFirst().sig();
    }

    private byte[] rootOnly() {
        List<Digest> leafHashes = digests(13).stream()
                .map(digest -> MerkleTree.leafHash(digest.bytes()))
                .toList();
        byte[] root = MerkleTree.root(leafHashes).bytes();
        return north.sign(Dsse.preAuthenticationEncoding(Envelopes.BATCH_TYPE, root));
    }

    private static List<Digest> digests(int size) {
        return IntStream.range(0, size)
                .mapToObj(index -> Dsse.digest(TYPE, payload(index)))
                .toList();
    }

    private void row(StringBuilder table, String name, int payload, Signature signature) {
        BatchPath batch = signature.batch();
        table.append(String.join(
                        ",",
                        name,
                        HEX.formatHex(payload(payload)),
                        HEX.formatHex(north.publicKey().bytes()),
                        signature.keyId().hex(),
                        HEX.formatHex(signature.sig()),
                        batch == null ? "" : Long.toString(batch.index()),
                        batch == null ? "" : Long.toString(batch.size()),
                        batch == null
                                ? ""
                                : batch.path().stream().map(Digest::hex).collect(Collectors.joining(";")),
                        verifies(payload, signature) ? "ACCEPTED" : "REFUSED"))
                .append('\n');
    }

    @Test
    void the_file_says_the_same_to_whoever_reads_it() {
        List<String> accepted = new ArrayList<>();
        for (Vectors.Row row : Vectors.table("envelope/signatures.csv")) {
            BatchPath batch = row.text("size").isEmpty()
                    ? null
                    : new BatchPath(
                            row.integer("index"),
                            row.integer("size"),
                            row.list("path").stream().map(Digest::ofHex).toList());
            Signature signature = new Signature(new KeyId(Digest.ofHex(row.text("key_id"))), row.bytes("sig"), batch);
            PublicKey key = PublicKey.ed25519(row.bytes("public_key"));

            boolean verifies = new SignatureVerifier().verify(key, TYPE, row.bytes("payload"), signature);

            assertThat(verifies)
                    .as(row.toString())
                    .isEqualTo(row.text("verdict").equals("ACCEPTED"));
            if (verifies) {
                accepted.add(row.toString());
            }
        }
        assertThat(accepted)
                .containsExactly(
                        "direct",
                        "last of a batch of 1",
                        "last of a batch of 2",
                        "last of a batch of 3",
                        "last of a batch of 8",
                        "last of a batch of 13",
                        "first of a batch of 13",
                        "right");
    }
}
