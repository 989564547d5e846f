package io.gridpact.deploy.client;

import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.protocol.directory.ConfirmationMode;

/// In which mode two utilities confirm orders: what their agreement in the network's file says, `BLOCKING` where none
/// does.
///
/// @param nonBlockingAnyway orders are made in `NON_BLOCKING` whatever is agreed; utilities refuse those that are not
public record AgreedModes(NetworkFile network, boolean nonBlockingAnyway) {

    ConfirmationMode between(String one, String other) {
        if (nonBlockingAnyway) {
            return ConfirmationMode.NON_BLOCKING;
        }
        return network.agreements().stream()
                .filter(agreement -> isOf(agreement, one, other) || isOf(agreement, other, one))
                .map(agreement -> ConfirmationMode.valueOf(agreement.confirmationMode()))
                .findFirst()
                .orElse(ConfirmationMode.BLOCKING);
    }

    private static boolean isOf(NetworkFile.AgreementTerms agreement, String first, String second) {
        return agreement.firstUtility().equals(first)
                && agreement.secondUtility().equals(second);
    }
}
