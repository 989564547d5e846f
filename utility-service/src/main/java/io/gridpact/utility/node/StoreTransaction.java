package io.gridpact.utility.node;

import io.quarkus.narayana.jta.QuarkusTransaction;
import java.sql.SQLException;
import java.util.function.Supplier;

/// Transactions of the stores that are not the ledger, run again where the database asks for it.
public final class StoreTransaction {

    /// How often one is tried (SQLSTATE 40001, 40P01).
    public static final int MAX_ATTEMPTS = 5;

    private StoreTransaction() {}

    /// Runs it in a transaction of its own; all that it does must be in the database.
    public static <T> T call(Supplier<T> work) {
        return repeat(() -> QuarkusTransaction.requiringNew().call(work::get));
    }

    /// Runs it in a transaction of its own; all that it does must be in the database.
    public static void run(Runnable work) {
        boolean ignored = call(() -> {
            work.run();
            return true;
        });
    }

    static <T> T repeat(Supplier<T> transaction) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.get();
            } catch (RuntimeException fault) {
                if (attempt >= MAX_ATTEMPTS || !asksToRepeat(fault)) {
                    throw fault;
                }
            }
        }
    }

    /// Whether it comes of a transaction that the database broke off in favour of another.
    public static boolean asksToRepeat(Throwable fault) {
        for (Throwable cause = fault; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql) {
                return "40001".equals(sql.getSQLState()) || "40P01".equals(sql.getSQLState());
            }
        }
        return false;
    }
}
