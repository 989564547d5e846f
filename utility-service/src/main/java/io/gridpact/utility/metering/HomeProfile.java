package io.gridpact.utility.metering;

import io.gridpact.protocol.directory.NetworkProfile;
import io.gridpact.utility.peer.AgreementBook;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;

/// The profile of the network that this utility is in: the one under which it trades with itself, or else with any
/// other. A network has one, which all agreements name.
public final class HomeProfile implements Supplier<Optional<NetworkProfile>> {

    private final String utility;
    private final AgreementBook agreements;

    public HomeProfile(String utility, AgreementBook agreements) {
        this.utility = utility;
        this.agreements = agreements;
    }

    @Override
    public Optional<NetworkProfile> get() {
        return agreements.profileWith(utility, utility).or(this::ofAnyPeer);
    }

    private Optional<NetworkProfile> ofAnyPeer() {
        return agreements.agreements().stream()
                .sorted(Comparator.comparing(agreement -> agreement.firstUtility() + agreement.secondUtility()))
                .flatMap(agreement -> agreements.profile(agreement.profileDigest()).stream())
                .findFirst();
    }
}
