package io.gridpact.protocol.wire;

import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.allocation.Sheet;
import io.gridpact.protocol.allocation.SheetLeaf;
import io.gridpact.protocol.allocation.SheetNode;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.merkle.SparsePath;
import io.gridpact.protocol.metering.ReadingRules;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.settlement.Status;
import io.gridpact.status.v1.SheetPathNode;
import java.util.ArrayList;
import java.util.List;

/// Statuses to `gridpact.status.v1.Status` and back (PROTOCOL.md, section 8).
public final class StatusWire {

    /// Longest path in a sheet of the most leaves.
    public static final int MAX_SHEET_PATH_NODES = Integer.SIZE - Integer.numberOfLeadingZeros(Sheet.MAX_LEAVES - 1);

    private StatusWire() {}

    /// @param capWh the cap that was used; the contract where there was none
    /// @param readings digests of the readings that tile the window, in order of time
    /// @param leaf the trade's line
    /// @param salt 16 to 64 random bytes
    public static byte[] payload(
            TradeRole role,
            long capWh,
            List<Digest> readings,
            SheetSummary sheet,
            SheetLeaf leaf,
            long leafIndex,
            List<SheetNode> sheetPath,
            List<Digest> mapPath,
            byte[] salt) {
        return io.gridpact.status.v1.Status.newBuilder()
                .setOrderDigest(EnvelopeWire.bytes(leaf.order()))
                .setRevision(leaf.revision())
                .setRole(Names.wire(role, io.gridpact.trade.v1.TradeRole.class))
                .setAllocatedWh(leaf.allocatedWh())
                .setCapWh(capWh)
                .addAllReadingDigests(readings.stream().map(EnvelopeWire::bytes).toList())
                .setSheet(toMessage(sheet))
                .setLeafSalt(UnsafeByteOperations.unsafeWrap(leaf.salt()))
                .addAllSheetPath(sheetPath.stream().map(StatusWire::toMessage).toList())
                .setLeafIndex(leafIndex)
                .addAllMapPath(mapPath.stream().map(EnvelopeWire::bytes).toList())
                .setSalt(UnsafeByteOperations.unsafeWrap(salt))
                .build()
                .toByteArray();
    }

    /// @throws io.gridpact.protocol.refusal.RefusedException `INVALID_PROOF`, naming the field
    public static Status parse(Envelope envelope) {
        return parse(envelope, Fields.of(Reason.INVALID_PROOF));
    }

    /// @param at with whose reason and path it is refused
    public static Status parse(Envelope envelope, Fields at) {
        io.gridpact.status.v1.Status message =
                EnvelopeWire.payload(envelope, Status.PAYLOAD_TYPE, io.gridpact.status.v1.Status.parser(), at);
        at.salt("salt", message.getSalt());
        at.count("reading_digests", message.getReadingDigestsCount(), 1, ReadingRules.MAX_READINGS_PER_WINDOW);
        at.count("sheet_path", message.getSheetPathCount(), 0, MAX_SHEET_PATH_NODES);
        at.count("map_path", message.getMapPathCount(), 0, SparsePath.MAX_SIBLINGS);
        return new Status(
                envelope.digest(),
                at.digest("order_digest", message.getOrderDigest()),
                notNegative(at, "revision", message.getRevision()),
                at.named("role", message.getRole(), TradeRole.class),
                notNegative(at, "allocated_wh", message.getAllocatedWh()),
                notNegative(at, "cap_wh", message.getCapWh()),
                at.digests("reading_digests", message.getReadingDigestsList()),
                sheet(message.getSheet(), at.in("sheet")),
                at.exactly("leaf_salt", message.getLeafSalt(), SheetLeaf.SALT_BYTES),
                sheetPath(message.getSheetPathList(), at),
                notNegative(at, "leaf_index", message.getLeafIndex()),
                at.digests("map_path", message.getMapPathList()));
    }

    private static SheetSummary sheet(io.gridpact.status.v1.SheetSummary message, Fields at) {
        return new SheetSummary(
                at.named("rule", message.getRule(), AllocationRule.class),
                notNegative(at, "reading_wh", message.getReadingWh()),
                at.digest("root", message.getRoot()),
                notNegative(at, "wanted_wh", message.getWantedWh()),
                notNegative(at, "allocated_wh", message.getAllocatedWh()),
                at.between("leaf_count", message.getLeafCount(), 1, Sheet.MAX_LEAVES));
    }

    private static List<SheetNode> sheetPath(List<SheetPathNode> messages, Fields status) {
        List<SheetNode> path = new ArrayList<>(messages.size());
        for (int index = 0; index < messages.size(); index++) {
            Fields at = status.in(Fields.element("sheet_path", index));
            SheetPathNode message = messages.get(index);
            path.add(new SheetNode(
                    at.digest("hash", message.getHash()),
                    notNegative(at, "wanted_wh", message.getWantedWh()),
                    notNegative(at, "allocated_wh", message.getAllocatedWh()),
                    at.between("wanting_lines", message.getWantingLines(), 0, Sheet.MAX_LEAVES)));
        }
        return path;
    }

    private static io.gridpact.status.v1.SheetSummary toMessage(SheetSummary sheet) {
        return io.gridpact.status.v1.SheetSummary.newBuilder()
                .setRule(Names.wire(sheet.rule(), io.gridpact.directory.v1.AllocationRule.class))
                .setReadingWh(sheet.readingWh())
                .setRoot(EnvelopeWire.bytes(sheet.root()))
                .setWantedWh(sheet.wantedWh())
                .setAllocatedWh(sheet.allocatedWh())
                .setLeafCount(sheet.leafCount())
                .build();
    }

    private static SheetPathNode toMessage(SheetNode node) {
        return SheetPathNode.newBuilder()
                .setHash(EnvelopeWire.bytes(node.hash()))
                .setWantedWh(node.wantedWh())
                .setAllocatedWh(node.allocatedWh())
                .setWantingLines(node.wantingLines())
                .build();
    }

    private static long notNegative(Fields at, String field, long value) {
        return at.between(field, value, 0, Long.MAX_VALUE);
    }
}
