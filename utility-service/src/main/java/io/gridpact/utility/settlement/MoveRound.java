package io.gridpact.utility.settlement;

import io.gridpact.utility.ledger.LedgerStep;
import io.gridpact.utility.ledger.LedgerTransaction;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Notes that a round has come further.
enum MoveRound implements LedgerStep<MoveRound.Move, Boolean> {
    INSTANCE;

    record Move(Round round, RoundState from, RoundState to) {}

    @Override
    public List<Boolean> apply(LedgerTransaction transaction, List<Move> items) throws SQLException {
        List<Boolean> moved = new ArrayList<>(items.size());
        for (Move move : items) {
            Rounds.move(transaction.connection(), move.round(), move.from(), move.to());
            moved.add(true);
        }
        return moved;
    }
}
