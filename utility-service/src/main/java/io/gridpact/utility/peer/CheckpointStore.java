package io.gridpact.utility.peer;

import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.StoreTransaction;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;

/// Keeps the last verified checkpoint, so that a restart does not forget which history the arbiter has shown.
@ApplicationScoped
public class CheckpointStore implements PanacheRepositoryBase<CheckpointRow, String>, CheckpointBook {

    private final String arbiter;

    public CheckpointStore(NodeConfig config) {
        this.arbiter = config.arbiter();
    }

    @Override
    @Transactional
    public String last() {
        return findByIdOptional(arbiter).map(row -> row.note).orElse("");
    }

    @Override
    public void keep(ArbiterLink.VerifiedCheckpoint checkpoint) {
        StoreTransaction.run(() -> store(checkpoint));
    }

    private void store(ArbiterLink.VerifiedCheckpoint checkpoint) {
        CheckpointRow row = findById(arbiter);
        if (row == null) {
            row = new CheckpointRow();
            row.arbiter = arbiter;
        }
        if (checkpoint.size() < row.size) {
            return;
        }
        row.size = checkpoint.size();
        row.note = checkpoint.note();
        persist(row);
    }
}
