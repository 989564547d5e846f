package io.gridpact.deploy.check;

import com.google.protobuf.ByteString;
import io.gridpact.deploy.check.NetworkCheck.Finding;
import io.gridpact.deploy.client.EnrolmentClient.Ledger;
import io.gridpact.directory.v1.LedgerLine;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What two utilities hold of their common trades: the same, or there is something to say (PROTOCOL.md, section 12).
final class PairLedgers {

    private static final Set<String> SEALED_STATES = Set.of("SEALED", "DELIVERED", "ALLOCATED", "SETTLED");
    private static final int PREFIX_CHARACTERS = 8;

    private PairLedgers() {}

    static List<Finding> compare(Ledger first, Ledger second) {
        Map<String, LedgerLine> firstLines = sealedWith(first, second.utility());
        Map<String, LedgerLine> secondLines = sealedWith(second, first.utility());
        String where = first.utility() + "/" + second.utility();
        List<Finding> findings = new ArrayList<>();
        firstLines.forEach((digest, line) -> {
            LedgerLine other = secondLines.get(digest);
            if (other == null) {
                findings.add(onOneSide(where, digest, first.utility()));
                return;
            }
            if (!line.getAttestationDigestsList().equals(other.getAttestationDigestsList())) {
                findings.add(new Finding(
                        where, "sealed-with-the-same-attestations", prefix(digest), "the attestations differ"));
            }
            if (bothKnown(line, other) && !line.getSettlementDigest().equals(other.getSettlementDigest())) {
                findings.add(new Finding(where, "settled-alike", prefix(digest), "the settlements differ"));
            }
        });
        secondLines.keySet().stream()
                .filter(digest -> !firstLines.containsKey(digest))
                .forEach(digest -> findings.add(onOneSide(where, digest, second.utility())));
        return findings;
    }

    private static Finding onOneSide(String where, String digest, String holder) {
        return new Finding(where, "sealed-in-both-or-neither", prefix(digest), "sealed only at " + holder);
    }

    private static boolean bothKnown(LedgerLine line, LedgerLine other) {
        return !line.getSettlementDigest().isEmpty()
                && !other.getSettlementDigest().isEmpty();
    }

    private static Map<String, LedgerLine> sealedWith(Ledger ledger, String peer) {
        Map<String, LedgerLine> lines = new TreeMap<>();
        for (LedgerLine line : ledger.lines()) {
            if (line.getPeer().equals(peer) && SEALED_STATES.contains(line.getState())) {
                lines.put(hex(line.getOrderDigest()), line);
            }
        }
        return lines;
    }

    private static String hex(ByteString bytes) {
        return HexFormat.of().formatHex(bytes.toByteArray());
    }

    private static String prefix(String digest) {
        return digest.substring(0, PREFIX_CHARACTERS);
    }
}
