package io.gridpact.protocol.envelope;

import io.gridpact.protocol.hash.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// What a key's holder can make that an honest signer never makes: keys and signatures on which Ed25519 libraries
/// disagree. Deterministic.
final class CraftedSignatures {

    record Crafted(String name, byte[] message, byte[] publicKey, byte[] signature) {}

    private static final byte[] MESSAGE = Hash.utf8("gridpact crafted");
    private static final BigInteger SECRET = scalar("secret");
    private static final BigInteger NONCE = scalar("nonce");
    private static final EdwardsPoint KEY = EdwardsPoint.BASE.times(SECRET);
    private static final EdwardsPoint COMMITMENT = EdwardsPoint.BASE.times(NONCE);
    private static final byte[] PUBLIC_KEY = KEY.encode();

    private CraftedSignatures() {}

    static List<Crafted> all() {
        List<Crafted> crafted = new ArrayList<>();
        byte[] honest = signature(PUBLIC_KEY, COMMITMENT.encode(), NONCE);
        crafted.add(new Crafted("an honest signature", MESSAGE, PUBLIC_KEY, honest));
        addCommitments(crafted);
        addScalars(crafted, honest);
        addKeys(crafted);
        return crafted;
    }

    private static void addCommitments(List<Crafted> crafted) {
        for (int order : new int[] {2, 4, 8}) {
            EdwardsPoint torsion = EdwardsPoint.ORDER_8.times(BigInteger.valueOf(8 / order));
            byte[] mixed = COMMITMENT.plus(torsion).encode();
            crafted.add(withR("R with a part of order " + order, mixed, NONCE));
            crafted.add(withR("R of order " + order, torsion.encode(), BigInteger.ZERO));
        }
        crafted.add(withR("R neutral", EdwardsPoint.NEUTRAL.encode(), BigInteger.ZERO));
        crafted.add(withR("R neutral with y = p + 1", bytes(EdwardsPoint.P.add(BigInteger.ONE)), BigInteger.ZERO));
        crafted.add(withR("R neutral with a sign", bytes(BigInteger.ONE.setBit(255)), BigInteger.ZERO));
        BigInteger minusOne = EdwardsPoint.P.subtract(BigInteger.ONE);
        crafted.add(withR("R of order 2 with a sign", bytes(minusOne.setBit(255)), BigInteger.ZERO));
        crafted.add(withR("R of order 4 with y = p", bytes(EdwardsPoint.P), BigInteger.ZERO));
        crafted.add(withR("R of order 4 with y = p and a sign", bytes(EdwardsPoint.P.setBit(255)), BigInteger.ZERO));
        crafted.add(withR("R not on the curve", bytes(BigInteger.TWO), NONCE));
    }

    private static void addScalars(List<Crafted> crafted, byte[] honest) {
        byte[] r = Arrays.copyOf(honest, 32);
        BigInteger s = EdwardsPoint.littleEndian(Arrays.copyOfRange(honest, 32, 64));
        crafted.add(withS("S + L", r, s.add(EdwardsPoint.L)));
        crafted.add(withS("S + 8 L", r, s.add(EdwardsPoint.L.shiftLeft(3))));
        crafted.add(withS("S + 15 L", r, s.add(EdwardsPoint.L.multiply(BigInteger.valueOf(15)))));
        crafted.add(withS("S with its highest bit", r, s.setBit(255)));
        crafted.add(withS("S off by one", r, s.add(BigInteger.ONE)));
        // S = 0 and S = L for a commitment that makes zero the right answer cannot be made: k depends on R.
        crafted.add(new Crafted("another message", Hash.utf8("gridpact crafteD"), PUBLIC_KEY, honest));
        crafted.add(new Crafted("63 bytes", MESSAGE, PUBLIC_KEY, Arrays.copyOf(honest, 63)));
        crafted.add(new Crafted("65 bytes", MESSAGE, PUBLIC_KEY, Arrays.copyOf(honest, 65)));
        crafted.add(new Crafted("no bytes", MESSAGE, PUBLIC_KEY, new byte[0]));
    }

    private static void addKeys(List<Crafted> crafted) {
        for (int order : new int[] {2, 4, 8}) {
            EdwardsPoint torsion = EdwardsPoint.ORDER_8.times(BigInteger.valueOf(8 / order));
            crafted.add(
                    withKey("A with a part of order " + order, KEY.plus(torsion).encode(), SECRET));
            crafted.add(withKey("A of order " + order, torsion.encode(), BigInteger.ZERO));
            byte[] negative = EdwardsPoint.NEUTRAL.minus(torsion).encode();
            crafted.add(withKey("A of order " + order + " negated", negative, BigInteger.ZERO));
        }
        crafted.add(withKey("A neutral", EdwardsPoint.NEUTRAL.encode(), BigInteger.ZERO));
        crafted.add(withKey("A neutral with y = p + 1", bytes(EdwardsPoint.P.add(BigInteger.ONE)), BigInteger.ZERO));
        crafted.add(withKey("A neutral with a sign", bytes(BigInteger.ONE.setBit(255)), BigInteger.ZERO));
        BigInteger minusOne = EdwardsPoint.P.subtract(BigInteger.ONE);
        crafted.add(withKey("A of order 2 with a sign", bytes(minusOne.setBit(255)), BigInteger.ZERO));
        crafted.add(withKey("A of order 4 with y = p", bytes(EdwardsPoint.P), BigInteger.ZERO));
        crafted.add(withKey("A with y = p + 3", bytes(EdwardsPoint.P.add(BigInteger.valueOf(3))), BigInteger.ZERO));
        crafted.add(
                withKey("A with y = 2^255 - 1", bytes(BigInteger.TWO.pow(255).subtract(BigInteger.ONE)), SECRET));
        crafted.add(withKey("A not on the curve", bytes(BigInteger.TWO), SECRET));
        crafted.add(withKey("A of 31 bytes", Arrays.copyOf(PUBLIC_KEY, 31), SECRET));
        crafted.add(withKey("A of 33 bytes", Arrays.copyOf(PUBLIC_KEY, 33), SECRET));
    }

    private static Crafted withR(String name, byte[] r, BigInteger nonce) {
        return new Crafted(name, MESSAGE, PUBLIC_KEY, signature(PUBLIC_KEY, r, nonce));
    }

    private static Crafted withS(String name, byte[] r, BigInteger s) {
        return new Crafted(name, MESSAGE, PUBLIC_KEY, concatenated(r, bytes(s)));
    }

    private static Crafted withKey(String name, byte[] publicKey, BigInteger secret) {
        byte[] r = COMMITMENT.encode();
        BigInteger k = EdwardsPoint.challenge(r, publicKey, MESSAGE);
        BigInteger s = NONCE.add(k.multiply(secret)).mod(EdwardsPoint.L);
        return new Crafted(name, MESSAGE, publicKey, concatenated(r, bytes(s)));
    }

    /// R as given, S so that the cofactored equation holds if R is `nonce` times the base, but for a part of small
    /// order.
    private static byte[] signature(byte[] publicKey, byte[] r, BigInteger nonce) {
        BigInteger k = EdwardsPoint.challenge(r, publicKey, MESSAGE);
        return concatenated(r, bytes(nonce.add(k.multiply(SECRET)).mod(EdwardsPoint.L)));
    }

    private static byte[] concatenated(byte[] r, byte[] s) {
        return HexFormat.of()
                .parseHex(HexFormat.of().formatHex(r) + HexFormat.of().formatHex(s));
    }

    private static byte[] bytes(BigInteger value) {
        return EdwardsPoint.littleEndian(value);
    }

    private static BigInteger scalar(String name) {
        return EdwardsPoint.sha512(Hash.utf8("gridpact crafted " + name)).mod(EdwardsPoint.L);
    }
}
