package io.gridpact.utility.order;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Envelope;
import io.gridpact.protocol.envelope.SignatureVerifier;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.Receipt;
import io.gridpact.protocol.order.SealedOrderRules;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.gridpact.protocol.wire.AttestationWire;
import io.gridpact.protocol.wire.Fields;
import io.gridpact.utility.ledger.Ledger;
import io.gridpact.utility.ledger.Ledger.SignedReceipt;
import io.gridpact.utility.ledger.StoredTrade;
import io.gridpact.utility.peer.AgreementBook;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Takes a seller utility's receipts (PROTOCOL.md, section 5).
public final class AcceptReceipts {

    private static final Fields STORED = new Fields(Reason.INTERNAL, "attestation");

    private final Ledger ledger;
    private final AgreementBook agreements;
    private final Function<String, Optional<Participant>> directory;
    private final SignatureVerifier verifier;
    private final Clock clock;
    private final Runnable whenAwaited;

    /// @param whenAwaited is run where receipts came after their gate: the window's list waits for them
    AcceptReceipts(
            Ledger ledger,
            AgreementBook agreements,
            Function<String, Optional<Participant>> directory,
            SignatureVerifier verifier,
            Clock clock,
            Runnable whenAwaited) {
        this.ledger = ledger;
        this.agreements = agreements;
        this.directory = directory;
        this.verifier = verifier;
        this.clock = clock;
        this.whenAwaited = whenAwaited;
    }

    /// @param sender the utility that sent them; each must be its own
    /// @throws RefusedException naming the receipt where one does not verify: none is stored then
    public void accept(String sender, List<Envelope> receipts) {
        List<Verified> verified = new ArrayList<>(receipts.size());
        for (Envelope envelope : receipts) {
            verified.add(verified(sender, envelope));
        }
        ledger.acceptReceipts(verified.stream().map(Verified::receipt).toList());
        Instant now = clock.instant();
        if (verified.stream().anyMatch(receipt -> !now.isBefore(receipt.gateClosure()))) {
            whenAwaited.run();
        }
    }

    private record Verified(SignedReceipt receipt, Instant gateClosure) {}

    private Verified verified(String sender, Envelope envelope) {
        Receipt receipt = AttestationWire.receipt(envelope);
        StoredTrade trade = ledger.find(receipt.orderDigest())
                .filter(held -> held.sellerUtility().equals(sender) && held.signedByAll())
                .orElseThrow(() -> new RefusedException(
                        Refusal.of(Reason.UNKNOWN_TRADE, "receipts", "no trade that both utilities attested")));
        Order order = trade.consented().order();
        NetworkProfile profile = agreements
                .between(order.sellerUtility(), order.buyerUtility())
                .flatMap(agreement -> agreements.profile(agreement.profileDigest()))
                .orElseThrow(() -> new RefusedException(Refusal.of(Reason.NO_AGREEMENT)));
        SealedOrderRules.receipt(
                        receipt,
                        envelope,
                        order,
                        AttestationWire.attestation(trade.sellerAttestation().orElseThrow(), STORED),
                        AttestationWire.attestation(trade.buyerAttestation().orElseThrow(), STORED),
                        profile,
                        directory,
                        verifier)
                .orThrow();
        return new Verified(
                new SignedReceipt(receipt, envelope), profile.deadlines().gateClosure(order.window()));
    }
}
