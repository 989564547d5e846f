package io.gridpact.utility.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.gridpact.protocol.directory.Deadlines;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.settlement.LateRules.Basis;
import io.gridpact.trade.v1.AwaitedFigure;
import io.gridpact.trade.v1.FigureBasis;
import io.gridpact.trade.v1.TradeView;
import io.gridpact.utility.ledger.AStoredLedger;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.network.ANetwork;
import io.gridpact.utility.network.AnOrder;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What a platform is told that a delivered trade waits for, and afterwards how its figures came about.
class AwaitedFigureTest {

    private final ASealingNetwork network = new ASealingNetwork();
    private final AStoredLedger north = network.at("north").stored;
    private final PlatformTrades trades =
            new PlatformTrades(new LedgerReader(north.database().dataSource()), peer -> Optional.of(ANetwork.PROFILE));
    private final AnOrder order = network.traded(5_000);

    @AfterEach
    void close() {
        network.close();
    }

    @Test
    void nothing_is_awaited_before_delivery() {
        assertThat(view().hasAwaited()).isFalse();
    }

    @Test
    void after_delivery_it_is_the_sellers_figure_then_the_buyers_then_the_settlement() {
        DeliveryWindow window = order.order().window();
        Deadlines due = ANetwork.PROFILE.deadlines();

        set("state = 'DELIVERED'");
        assertAwaited(AwaitedFigure.AWAITED_FIGURE_SELLER, "north", due.sellerStatusDue(window));
        set("state = 'ALLOCATED', seller_wh = 4000");
        assertAwaited(AwaitedFigure.AWAITED_FIGURE_BUYER, "south", due.buyerStatusDue(window));
        north.database().execute("""
                insert into peer_status select order_digest, 'CONSUMPTION', order_digest, 3000, buyer_meter,
                    window_start, 0, order_digest, 0 from trade""");
        assertAwaited(AwaitedFigure.AWAITED_FIGURE_SETTLEMENT, "south", due.settlementDue(window));
    }

    @Test
    void a_line_whose_seller_was_overdue_is_awaited_until_the_buyers_statuses_are_due() {
        set("state = 'ALLOCATED', seller_wh = 0, buyer_wh = 0");
        north.database()
                .execute(
                        "insert into overdue_seller select order_digest, window_start, peer, 'NO_SHEET_ROOT' from trade");

        assertAwaited(
                AwaitedFigure.AWAITED_FIGURE_LATE,
                "north",
                ANetwork.PROFILE.deadlines().buyerStatusDue(order.order().window()));
    }

    @Test
    void a_settled_trade_says_how_its_figures_came_about() {
        set("""
                state = 'SETTLED', seller_wh = 4000, buyer_wh = 4000, settled_wh = 4000,
                settlement_digest = order_digest, buyer_basis = 'BUYER_SILENT'""");

        TradeView view = view();
        assertThat(view.hasAwaited()).isFalse();
        assertThat(view.getSettlement().getSellerBasis()).isEqualTo(FigureBasis.FIGURE_BASIS_ALLOCATED);
        assertThat(view.getSettlement().getBuyerBasis()).isEqualTo(FigureBasis.FIGURE_BASIS_BUYER_SILENT);
        for (Basis basis : Basis.values()) {
            assertThat(FigureBasis.values()).extracting(Enum::name).contains("FIGURE_BASIS_" + basis.name());
        }
    }

    private void assertAwaited(AwaitedFigure figure, String utility, Instant until) {
        TradeView view = view();
        assertThat(view.getAwaited().getFigure()).isEqualTo(figure);
        assertThat(view.getAwaited().getUtility()).isEqualTo(utility);
        assertThat(Instant.ofEpochMilli(view.getAwaited().getUntilMillis())).isEqualTo(until);
    }

    private TradeView view() {
        return TradeWire.view(trades.find("helio", order.digest()).orElseThrow());
    }

    private void set(String columns) {
        north.database().execute("update trade set " + columns);
    }
}
