package io.gridpact.protocol.envelope;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/// A point of edwards25519 by schoolbook arithmetic (RFC 8032, section 5.1), to make crafted keys and signatures and to
/// judge them independently of Bouncy Castle. Extended coordinates: x = X/Z, y = Y/Z, xy = T/Z.
record EdwardsPoint(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {

    static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
    static final BigInteger L = BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
    static final BigInteger EIGHT = BigInteger.valueOf(8);
    static final EdwardsPoint NEUTRAL =
            new EdwardsPoint(BigInteger.ZERO, BigInteger.ONE, BigInteger.ONE, BigInteger.ZERO);
    private static final BigInteger D = divide(BigInteger.valueOf(-121665), BigInteger.valueOf(121666));
    private static final BigInteger SQRT_OF_MINUS_1 =
            BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);
    static final EdwardsPoint BASE = decode(hex("5866666666666666666666666666666666666666666666666666666666666666"))
            .orElseThrow();

    /// A generator of the points of small order.
    static final EdwardsPoint ORDER_8 = decode(hex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"))
            .orElseThrow();

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    /// Of the canonical encoding only.
    static Optional<EdwardsPoint> decode(byte[] encoded) {
        BigInteger sign = littleEndian(encoded).shiftRight(255);
        BigInteger y = littleEndian(encoded).clearBit(255);
        BigInteger numerator = y.multiply(y).subtract(BigInteger.ONE).mod(P);
        BigInteger square = divide(numerator, D.multiply(y).multiply(y).add(BigInteger.ONE));
        BigInteger x = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
        if (!x.multiply(x).mod(P).equals(square)) {
            x = x.multiply(SQRT_OF_MINUS_1).mod(P);
        }
        if (y.compareTo(P) >= 0 || !x.multiply(x).mod(P).equals(square)) {
            return Optional.empty();
        }
        if (x.signum() == 0 && sign.signum() != 0) {
            return Optional.empty();
        }
        BigInteger root =
                x.testBit(0) == (sign.signum() != 0) ? x : P.subtract(x).mod(P);
        return Optional.of(
                new EdwardsPoint(root, y, BigInteger.ONE, root.multiply(y).mod(P)));
    }

    byte[] encode() {
        BigInteger affineX = divide(x, z);
        BigInteger affineY = divide(y, z);
        return littleEndian(affineX.testBit(0) ? affineY.setBit(255) : affineY);
    }

    EdwardsPoint plus(EdwardsPoint o) {
        BigInteger a = y.subtract(x).multiply(o.y.subtract(o.x)).mod(P);
        BigInteger b = y.add(x).multiply(o.y.add(o.x)).mod(P);
        BigInteger c = t.multiply(o.t).multiply(D).shiftLeft(1).mod(P);
        BigInteger d = z.multiply(o.z).shiftLeft(1).mod(P);
        BigInteger e = b.subtract(a);
        BigInteger f = d.subtract(c);
        BigInteger g = d.add(c);
        BigInteger h = b.add(a);
        return new EdwardsPoint(
                e.multiply(f).mod(P),
                g.multiply(h).mod(P),
                f.multiply(g).mod(P),
                e.multiply(h).mod(P));
    }

    EdwardsPoint minus(EdwardsPoint o) {
        return plus(new EdwardsPoint(P.subtract(o.x), o.y, o.z, P.subtract(o.t)));
    }

    EdwardsPoint times(BigInteger scalar) {
        EdwardsPoint product = NEUTRAL;
        for (int bit = scalar.bitLength() - 1; bit >= 0; bit--) {
            product = product.plus(product);
            if (scalar.testBit(bit)) {
                product = product.plus(this);
            }
        }
        return product;
    }

    boolean isNeutral() {
        return x.mod(P).signum() == 0 && y.equals(z);
    }

    /// SHA-512(R ‖ A ‖ M), as an integer.
    static BigInteger challenge(byte[] r, byte[] publicKey, byte[] message) {
        return sha512(r, publicKey, message);
    }

    /// What section 3's rule says of a key: canonical, on the curve, not of small order, of prime order.
    static boolean isKey(byte[] publicKey) {
        return decode(publicKey)
                .filter(point -> !point.times(EIGHT).isNeutral())
                .filter(point -> point.times(L).isNeutral())
                .isPresent();
    }

    /// The equation of RFC 8032, section 5.1.7, over a canonical R and S: times the cofactor, or without it.
    static boolean holds(byte[] publicKey, byte[] message, byte[] signature, BigInteger cofactor) {
        byte[] r = Arrays.copyOf(signature, 32);
        BigInteger s = littleEndian(Arrays.copyOfRange(signature, 32, 64));
        Optional<EdwardsPoint> pointR = decode(r);
        Optional<EdwardsPoint> pointA = decode(publicKey);
        if (pointR.isEmpty() || pointA.isEmpty() || s.compareTo(L) >= 0) {
            return false;
        }
        BigInteger k = challenge(r, publicKey, message).mod(L);
        EdwardsPoint difference =
                BASE.times(s).minus(pointR.get()).minus(pointA.get().times(k));
        return difference.times(cofactor).isNeutral();
    }

    static BigInteger sha512(byte[]... parts) {
        try {
            MessageDigest sha512 = MessageDigest.getInstance("SHA-512");
            for (byte[] part : parts) {
                sha512.update(part);
            }
            return littleEndian(sha512.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static BigInteger littleEndian(byte[] bytes) {
        byte[] reversed = new byte[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            reversed[i] = bytes[bytes.length - 1 - i];
        }
        return new BigInteger(1, reversed);
    }

    static byte[] littleEndian(BigInteger value) {
        byte[] bytes = new byte[32];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = value.shiftRight(8 * i).byteValue();
        }
        return bytes;
    }

    private static BigInteger divide(BigInteger numerator, BigInteger denominator) {
        return numerator.multiply(denominator.modInverse(P)).mod(P);
    }
}
