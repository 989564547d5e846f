package io.gridpact.arbiter.deposit;

import io.gridpact.arbiter.log.CheckLog;
import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.link.StoreChecker;
import io.gridpact.protocol.pairing.SealingDeposit;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.sealing.SealingProof;
import io.gridpact.protocol.sealing.SealingRules;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.protocol.wire.SealingWire;
import io.gridpact.protocol.wire.StatementWire;
import java.util.Optional;
import java.util.function.Supplier;

/// Checks the log, claims for statuses, and that each deposit in the log is kept and, while its proof is, holds.
final class CheckDeposits implements StoreChecker {

    private static final Fields STORED = Fields.of(Reason.INTERNAL);

    private final CheckLog log;
    private final DepositStore store;
    private final SealingRules rules;
    private final Supplier<Optional<NetworkProfile>> profile;
    private final CheckClaims claims;

    CheckDeposits(
            CheckLog log,
            DepositStore store,
            SealingRules rules,
            Supplier<Optional<NetworkProfile>> profile,
            CheckClaims claims) {
        this.claims = claims;
        this.log = log;
        this.store = store;
        this.rules = rules;
        this.profile = profile;
    }

    @Override
    public void check(Sink sink) {
        log.check(sink);
        claims.check(sink);
        store.eachLogged(deposit -> {
            sink.checked("sealing deposits", 1);
            check(deposit, sink);
        });
        long missing = store.missing();
        if (missing > 0) {
            sink.finding("every-logged-deposit-is-kept", "sealing deposits", missing + " are not");
        }
    }

    private void check(StoredDeposit stored, Sink sink) {
        String subject = "leaf " + stored.leafIndex();
        try {
            Envelope envelope = EnvelopeWire.parse(stored.statement(), STORED);
            SealingDeposit said = StatementWire.sealingDeposit(envelope, STORED);
            byte[] encoded = stored.proof();
            if (encoded == null) {
                return;
            }
            SealingProof proof = SealingWire.parse(encoded, STORED);
            boolean holds = proof.leaf().equals(said.leaf())
                    && profile.get()
                            .map(terms -> rules.verify(proof, terms).isAccepted())
                            .orElse(true);
            if (!holds) {
                sink.finding("deposit-proof-holds", subject, "the proof does not show what was deposited");
            }
        } catch (RefusedException unreadable) {
            sink.finding("deposit-can-be-read", subject, String.valueOf(unreadable.getMessage()));
        }
    }
}
