package io.gridpact.protocol.settlement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gridpact.protocol.VectorFile;
import io.gridpact.protocol.allocation.SheetKey;
import io.gridpact.protocol.allocation.SheetRoot;
import io.gridpact.protocol.allocation.SheetSummary;
import io.gridpact.protocol.directory.AllocationRule;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.merkle.SparsePath;
import io.gridpact.protocol.metering.AReading;
import io.gridpact.protocol.metering.ReadingSigner;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderSide;
import io.gridpact.protocol.order.TradeRole;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.wire.DirectoryWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.StatementWire;
import io.gridpact.protocol.wire.StatusWire;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// A status that rests on a sheet which was verified with another one.
class StatusesOfOneSheetTest {

    private static final Fields PROOF = Fields.of(Reason.INVALID_PROOF);

    private final AWindow window = AWindow.ofSeller();

    private CommittedSheet committed() {
        SheetRoot root = StatementWire.sheetRoot(window.sheetRoot(), PROOF);
        return CommittedSheet.verify(evidence(), window.summary, window.mapPath, root, AllocationRule.FIFO)
                .orThrow();
    }

    private MeterWindowEvidence evidence() {
        return MeterWindowEvidence.verify(
                        DirectoryWire.enrolment(window.enrolment(), PROOF),
                        window.readings.stream()
                                .map(reading -> reading.signedBy(ReadingSigner.METER))
                                .toList(),
                        window.direction,
                        AWindow.WINDOW,
                        AWindow.READINGS_DUE)
                .orThrow();
    }

    private String outcome(CommittedSheet sheet) {
        return VectorFile.outcome(StatusRules.verify(StatusWire.parse(window.status()), window.terms, sheet));
    }

    @Test
    void it_names_that_sheet_and_no_other() {
        window.commit();
        CommittedSheet committed = committed();
        assertThat(outcome(committed)).isEqualTo("accepted");

        SheetSummary sheet = window.summary;
        window.summary = new SheetSummary(
                sheet.rule(), sheet.readingWh() + 1, sheet.root(), sheet.wantedWh(), sheet.allocatedWh(), 2);
        assertThat(outcome(committed)).isEqualTo("INVALID_PROOF sheet");

        window.summary = sheet;
        window.mapPath = window.mapPath.subList(1, window.mapPath.size());
        assertThat(outcome(committed)).isEqualTo("INVALID_PROOF map_path");
    }

    @Test
    void the_way_through_the_map_has_at_most_as_many_steps_as_a_key_has_bits() {
        window.commit();
        Digest key = SheetKey.of("north", AReading.METER, window.direction, AWindow.WINDOW.start());
        Digest sheet = window.summary.digest(evidence().reading().readingDigest());
        List<Digest> siblings = new ArrayList<>();
        Digest hash = Hash.tagged("sparse-leaf").digest(key).digest(sheet).finish();
        for (int depth = SparsePath.MAX_SIBLINGS - 1; depth >= 0; depth--) {
            Digest sibling = AWindow.order(depth);
            siblings.addFirst(sibling);
            hash = Hash.tagged("sparse-node")
                    .digest(key.bit(depth) ? sibling : hash)
                    .digest(key.bit(depth) ? hash : sibling)
                    .finish();
        }
        window.mapRoot = hash;
        window.mapPath = siblings;

        assertThat(outcome(committed())).isEqualTo("accepted");
    }

    @Test
    void statuses_are_equal_by_their_digest() {
        window.commit();
        Status status = StatusWire.parse(window.status());
        window.leafIndex++;
        Status other = StatusWire.parse(window.status());
        window.leafIndex--;

        assertThat(status).isEqualTo(StatusWire.parse(window.status())).isNotEqualTo(other);
        assertThat(status).hasSameHashCodeAs(StatusWire.parse(window.status())).isNotEqualTo("status");
        assertThat(status.hashCode()).isNotEqualTo(other.hashCode());
    }

    @Test
    void the_figures_of_a_settlement_are_named_where_they_are_below_nothing() {
        Price price = new Price("EUR", new BigDecimal("0.1"));

        assertThatThrownBy(() -> SettlementRules.settle(AWindow.ORDER, -1, 4, price, 1, 1, 0))
                .hasMessageStartingWith("revision");
        assertThatThrownBy(() -> SettlementRules.settle(AWindow.ORDER, 0, -1, price, 0, 0, 0))
                .hasMessageStartingWith("contractWh");
        assertThatThrownBy(() -> SettlementRules.bandWh(-1, 0)).hasMessageStartingWith("contractWh");
    }

    @Test
    void the_sellers_cap_is_the_contract_and_the_buyers_the_sellers_figure() {
        Order order = anOrder();

        assertThat(SideTerms.ofSeller(order))
                .isEqualTo(new SideTerms(
                        order.digest(),
                        0,
                        TradeRole.SELLER,
                        order.sellerUtility(),
                        order.seller().meterKeyId(),
                        order.window(),
                        order.quantityWh(),
                        order.quantityWh()));
        assertThat(SideTerms.ofBuyer(order, 7))
                .isEqualTo(new SideTerms(
                        order.digest(),
                        0,
                        TradeRole.BUYER,
                        order.buyerUtility(),
                        order.buyer().meterKeyId(),
                        order.window(),
                        order.quantityWh(),
                        7));
    }

    private static Order anOrder() {
        Digest any = AWindow.ORDER;
        return new Order(
                any,
                "id",
                "helio",
                "sunbird",
                "south",
                "north",
                new OrderSide(any, any, new KeyId(AWindow.order(1))),
                new OrderSide(any, any, new KeyId(AWindow.order(3))),
                AWindow.WINDOW,
                4_000,
                new Price("EUR", new BigDecimal("0.1")),
                AWindow.WINDOW.start(),
                AWindow.WINDOW.start(),
                ConfirmationMode.BLOCKING);
    }
}
