package io.gridpact.utility.peer;

import io.gridpact.protocol.directory.Agreement;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// All agreements with one utility, in the order of their beginnings (PROTOCOL.md, section 4).
record AgreementHistory(List<Agreement> agreements) {

    AgreementHistory {
        agreements = List.copyOf(agreements);
    }

    static AgreementHistory of(Agreement first) {
        return new AgreementHistory(List.of(first));
    }

    AgreementHistory with(Agreement another) {
        if (agreements.stream().anyMatch(held -> held.digest().equals(another.digest()))) {
            return this;
        }
        List<Agreement> all = new ArrayList<>(agreements);
        all.add(another);
        all.sort(Comparator.comparing(Agreement::validFrom));
        return new AgreementHistory(all);
    }

    /// The one that is in force then: the last of those whose validity has begun.
    Optional<Agreement> inForce(Instant at) {
        return agreements.stream()
                .filter(agreement -> !agreement.validFrom().isAfter(at))
                .reduce((earlier, later) -> later);
    }

    /// Whether an agreement may follow: it begins later than each before it, so that there is always one in force and
    /// both utilities have the same; and it keeps what trades of one window share, whichever they were confirmed
    /// under.
    ///
    /// @return refused with INVALID_REQUEST and the field
    Verdict successor(Agreement next) {
        Agreement last = agreements.getLast();
        boolean known = agreements.stream().anyMatch(held -> held.digest().equals(next.digest()));
        return Verdict.require(
                        known || next.validFrom().isAfter(last.validFrom()),
                        Reason.INVALID_REQUEST,
                        "agreement.valid_from_millis",
                        "not after that of the agreement before it")
                .then(() -> Verdict.require(
                        next.profileDigest().equals(last.profileDigest()),
                        Reason.INVALID_REQUEST,
                        "agreement.profile_digest",
                        "not that of the agreement before it"))
                .then(() -> Verdict.require(
                        next.arbiter().equals(last.arbiter()),
                        Reason.INVALID_REQUEST,
                        "agreement.arbiter",
                        "not that of the agreement before it"));
    }
}
