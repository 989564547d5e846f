package io.gridpact.utility.settlement;

import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import io.gridpact.utility.ledger.OutboxMessage;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Stores a signed page, journals its statuses and has it sent to the peer.
final class StoreStatusPage implements LedgerStep<StoreStatusPage.Page, Boolean> {

    record Page(Round round, String peer, int number, SignedPage signed) {}

    private final String utility;

    StoreStatusPage(String utility) {
        this.utility = utility;
    }

    @Override
    public List<Boolean> apply(LedgerTransaction transaction, List<Page> items) throws SQLException {
        List<Boolean> stored = new ArrayList<>(items.size());
        for (Page page : items) {
            store(transaction, page);
            page.signed().statuses().forEach(transaction::journal);
            if (!page.peer().equals(utility) && !HeldStatuses.isHeld(transaction, page.round(), page.peer())) {
                transaction.enqueue(new OutboxMessage(
                        page.peer(), SendStatuses.KIND, page.signed().digest()));
            }
            stored.add(true);
        }
        return stored;
    }

    private static void store(LedgerTransaction transaction, Page page) throws SQLException {
        SignedPage signed = page.signed();
        try (PreparedStatement insert = transaction.connection().prepareStatement("""
                insert into status_page (window_start, direction, peer, number, page_digest, statuses, meters,
                    last_meter, last_leaf, content, revision) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""")) {
            insert.setLong(1, page.round().startMillis());
            insert.setString(2, page.round().direction().name());
            insert.setString(3, page.peer());
            insert.setInt(4, page.number());
            insert.setBytes(5, signed.digest().bytes());
            insert.setInt(6, signed.statuses().size());
            insert.setBytes(7, StatusPages.concatenated(signed.meters()));
            insert.setBytes(8, signed.lastMeter().value().bytes());
            insert.setInt(9, signed.lastLeaf());
            insert.setBytes(10, signed.content());
            insert.setLong(11, page.round().revision());
            insert.executeUpdate();
        }
    }
}
