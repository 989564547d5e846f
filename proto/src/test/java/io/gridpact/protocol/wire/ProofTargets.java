package io.gridpact.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.FixedRandom;
import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.envelope.NoteVerifier;
import io.gridpact.protocol.envelope.SignedNote;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.Checkpoint;
import io.gridpact.protocol.merkle.ConsistencyProof;
import io.gridpact.protocol.merkle.InclusionProof;
import io.gridpact.protocol.merkle.LogProofs;
import io.gridpact.protocol.merkle.MerkleTree;
import io.gridpact.protocol.merkle.SparseMerkleTree;
import io.gridpact.protocol.merkle.SparsePath;
import io.gridpact.protocol.order.CustomerCommitment;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Proofs about trees, notes and sealed openings: what holds is what is in the tree, the note, the opening.
final class ProofTargets {

    private static final int TREE_SIZE = 23;
    private static final List<Digest> LEAVES = IntStream.range(0, TREE_SIZE)
            .mapToObj(index -> Hash.tagged("test-leaf").integer(index).finish())
            .toList();
    private static final Digest ROOT = MerkleTree.root(LEAVES);

    private ProofTargets() {}

    static Stream<HostileTarget> all() {
        return Stream.of(
                inclusion(),
                consistency(),
                sparse(),
                note(),
                checkpoint(),
                noteKey(),
                openingText(),
                ranges(),
                amount());
    }

    /// Digest, index, path.
    private static HostileTarget inclusion() {
        List<byte[]> seeds = IntStream.range(0, TREE_SIZE)
                .mapToObj(index -> bytes(
                        index,
                        List.of(LEAVES.get(index)),
                        MerkleTree.inclusionPaths(LEAVES).get(index)))
                .toList();
        return new HostileTarget("inclusion-proof", seeds, List.of(), bytes -> {
            Numbers read = Numbers.of(bytes, 1);
            List<Digest> path = read.digests.subList(1, read.digests.size());
            boolean believed = InclusionProof.verify(read.digests.getFirst(), read.numbers[0], TREE_SIZE, path, ROOT);
            refuseUnless(believed);
            assertThat(read.digests.getFirst()).isEqualTo(LEAVES.get((int) read.numbers[0]));
        });
    }

    /// Old size, old root, path; the new tree is known.
    private static HostileTarget consistency() {
        List<byte[]> seeds = IntStream.rangeClosed(0, TREE_SIZE)
                .mapToObj(size ->
                        bytes(size, List.of(root(size)), LogProofs.consistency(ProofTargets::subtree, size, TREE_SIZE)))
                .toList();
        return new HostileTarget("consistency-proof", seeds, List.of(), bytes -> {
            Numbers read = Numbers.of(bytes, 1);
            List<Digest> path = read.digests.subList(1, read.digests.size());
            Digest oldRoot = read.digests.getFirst();
            refuseUnless(ConsistencyProof.verify(read.numbers[0], oldRoot, TREE_SIZE, ROOT, path));
            assertThat(oldRoot).isEqualTo(root((int) read.numbers[0]));
        });
    }

    /// Which key, value, path.
    private static HostileTarget sparse() {
        Map<Digest, Digest> map = new HashMap<>();
        LEAVES.forEach(
                leaf -> map.put(leaf, Hash.tagged("test-value").digest(leaf).finish()));
        SparseMerkleTree tree = SparseMerkleTree.of(map);
        List<byte[]> seeds = LEAVES.stream()
                .map(leaf ->
                        bytes(0, List.of(leaf, map.get(leaf)), tree.path(leaf).siblings()))
                .toList();
        return new HostileTarget("sparse-path", seeds, List.of(), bytes -> {
            Numbers read = Numbers.of(bytes, 2);
            List<Digest> path = read.digests.subList(2, read.digests.size());
            refuseUnless(path.size() <= SparsePath.MAX_SIBLINGS);
            Digest key = read.digests.get(0);
            refuseUnless(new SparsePath(path).verify(key, read.digests.get(1), tree.root()));
            assertThat(map.get(key)).isEqualTo(read.digests.get(1));
        });
    }

    private static HostileTarget note() {
        SignedNote signed =
                SignedNote.sign(new Checkpoint("gridpact/log/arbiter", TREE_SIZE, ROOT), ANetwork.signer("arbiter"));
        NoteVerifier verifier = new NoteVerifier(
                "gridpact/log/arbiter", ANetwork.signer("arbiter").publicKey());
        List<byte[]> seeds = new ArrayList<>(texts("note", "note"));
        seeds.add(signed.render().getBytes(StandardCharsets.UTF_8));
        seeds.add(signed.cosign("north", ANetwork.signer("north")).render().getBytes(StandardCharsets.UTF_8));
        return new HostileTarget("signed-note", seeds, List.of(), bytes -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            SignedNote read = malformed(() -> SignedNote.parse(text));
            assertThat(read.render()).isEqualTo(text);
            refuseUnless(read.isSignedBy(verifier));
            assertThat(read.text()).isEqualTo(signed.text());
        });
    }

    private static HostileTarget checkpoint() {
        List<byte[]> seeds = new ArrayList<>(texts("checkpoint", "text"));
        seeds.add(new Checkpoint("gridpact/log/arbiter", TREE_SIZE, ROOT).text().getBytes(StandardCharsets.UTF_8));
        return new HostileTarget("checkpoint", seeds, List.of(), bytes -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            Checkpoint read = malformed(() -> Checkpoint.parse(text));
            assertThat(read.text()).isEqualTo(text);
            assertThat(read.size()).isNotNegative();
        });
    }

    private static HostileTarget noteKey() {
        String key = new NoteVerifier("arbiter", ANetwork.signer("arbiter").publicKey()).text();
        List<byte[]> seeds = List.of(key.getBytes(StandardCharsets.UTF_8));
        return new HostileTarget("note-key", seeds, List.of(), bytes -> {
            String text = new String(bytes, StandardCharsets.UTF_8);
            NoteVerifier read = malformed(() -> NoteVerifier.parse(text));
            assertThat(read.text()).isEqualTo(text);
        });
    }

    /// Bytes that a platform has sealed instead of an opening.
    private static HostileTarget openingText() {
        byte[] aad = CustomerCommitment.openingAad(ANetwork.ORDER_ID, TradeRole.BUYER, "helio", "south");
        byte[] key = ANetwork.hpkeKey("south").publicKey();
        byte[] good = io.gridpact.trade.v1.CustomerOpening.newBuilder()
                .setSalt(com.google.protobuf.ByteString.copyFrom(ANetwork.bytes("opening", 32)))
                .setCustomerId("customer-17")
                .build()
                .toByteArray();
        return new HostileTarget(
                "opening",
                List.of(good, new byte[0]),
                List.of(io.gridpact.trade.v1.CustomerOpening.getDefaultInstance()),
                bytes -> {
                    byte[] sealable = bytes.length > 400 ? java.util.Arrays.copyOf(bytes, 400) : bytes;
                    var sealed = io.gridpact.protocol.envelope.Hpke.seal(
                            key, aad, sealable, new FixedRandom(ANetwork.bytes("ephemeral", 32)));
                    CustomerOpening read = OpeningWire.open(sealed, ANetwork.hpkeKey("south"), aad, "buyer_opening");
                    assertThat(read.customerId()).isNotEmpty();
                    assertThat(read.salt()).hasSize(CustomerOpening.SALT_BYTES);
                });
    }

    private static HostileTarget ranges() {
        var range = io.gridpact.status.v1.LeafRange.newBuilder()
                .setDepth(2)
                .setPrefix(
                        com.google.protobuf.ByteString.copyFrom(HexFormat.of().parseHex("a1" + "00".repeat(31))))
                .build();
        return new HostileTarget(
                "leaf-range", List.of(range.toByteArray()), List.of(range.getDefaultInstanceForType()), bytes -> {
                    Fields at = Fields.of(Reason.INVALID_REQUEST);
                    var read = SealingWire.range(Strict.parse(io.gridpact.status.v1.LeafRange.parser(), bytes, at), at);
                    assertThat(SealingWire.range(SealingWire.toMessage(read), at))
                            .isEqualTo(read);
                    if (read.depth() < io.gridpact.protocol.pairing.LeafRange.MAX_DEPTH) {
                        assertThat(read.children()).allSatisfy(child -> assertThat(read.contains(child.prefix()))
                                .isTrue());
                    }
                });
    }

    private static HostileTarget amount() {
        var amount = com.google.type.Money.newBuilder()
                .setCurrencyCode("EUR")
                .setUnits(-1)
                .setNanos(-500_000_000)
                .build();
        return new HostileTarget(
                "amount", List.of(amount.toByteArray()), List.of(amount.getDefaultInstanceForType()), bytes -> {
                    Fields at = Fields.of(Reason.INVALID_REQUEST).in("amount");
                    var read = MoneyWire.amount(Strict.parse(com.google.type.Money.parser(), bytes, at), at);
                    assertThat(MoneyWire.amount(MoneyWire.toMessage(read), at)).isEqualTo(read);
                });
    }

    private static Digest root(int size) {
        return LogProofs.root(ProofTargets::subtree, size);
    }

    private static Digest subtree(int level, long index) {
        int from = (int) (index << level);
        return MerkleTree.root(LEAVES.subList(from, from + (1 << level)));
    }

    private static List<byte[]> texts(String folder, String key) {
        return PayloadTargets.files(folder).stream()
                .flatMap(file -> VectorFile.values(file, key).stream())
                .filter(value -> !value.isEmpty())
                .map(value -> HexFormat.of().parseHex(value.getFirst()))
                .toList();
    }

    private interface Parsing<T> {
        T parse();
    }

    /// The text formats of C2SP are refused with [IllegalArgumentException].
    private static <T> T malformed(Parsing<T> parsing) {
        try {
            return parsing.parse();
        } catch (IllegalArgumentException malformed) {
            throw new RefusedException(Refusal.of(Reason.INVALID_PROOF, "note", "malformed"));
        }
    }

    private static void refuseUnless(boolean believed) {
        if (!believed) {
            throw new RefusedException(Refusal.of(Reason.INVALID_PROOF, "path", "does not hold"));
        }
    }

    private static byte[] bytes(long number, List<Digest> first, List<Digest> path) {
        ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES + (first.size() + path.size()) * Digest.BYTES)
                .putLong(number);
        first.forEach(digest -> bytes.put(digest.bytes()));
        path.forEach(digest -> bytes.put(digest.bytes()));
        return bytes.array();
    }

    /// A number and digests as [#bytes] writes them.
    private record Numbers(long[] numbers, List<Digest> digests) {

        static Numbers of(byte[] bytes, int least) {
            ByteBuffer buffer = ByteBuffer.wrap(bytes);
            refuseUnless(buffer.remaining() >= Long.BYTES + least * Digest.BYTES);
            long number = buffer.getLong();
            List<Digest> digests = new ArrayList<>();
            while (buffer.remaining() >= Digest.BYTES) {
                byte[] digest = new byte[Digest.BYTES];
                buffer.get(digest);
                digests.add(Digest.of(digest));
            }
            return new Numbers(new long[] {number}, digests);
        }
    }
}
