package io.gridpact.utility.pairing;

import io.gridpact.utility.ledger.StoreCheck;
import io.gridpact.utility.peer.FollowLog;

/// Names an arbiter that has shown two histories of its log, to us or to us and a peer.
final class LogHistoryCheck implements StoreCheck {

    private final FollowLog followLog;
    private final CompareCheckpoints compare;

    LogHistoryCheck(FollowLog followLog, CompareCheckpoints compare) {
        this.followLog = followLog;
        this.compare = compare;
    }

    @Override
    public void check(Sink sink) {
        if (followLog.contradicted()) {
            sink.finding("log-goes-on-from-checkpoint", "arbiter", "its log contradicts the checkpoint held");
        }
        if (compare.forked()) {
            sink.finding("log-has-one-history", "arbiter", "a peer was shown another tree; both checkpoints are kept");
        }
    }
}
