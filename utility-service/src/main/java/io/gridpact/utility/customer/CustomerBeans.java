package io.gridpact.utility.customer;

import io.gridpact.protocol.envelope.Signer;
import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import io.gridpact.utility.node.NodeConfig;
import io.gridpact.utility.node.Salts;
import io.gridpact.utility.peer.AgreementStore;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The parts that know customers.
final class CustomerBeans {

    @Produces
    @Singleton
    CustomerBook customers(LedgerReader reader) {
        return new PostgresCustomerBook(reader);
    }

    @Produces
    @Singleton
    EnrolCustomers enrolCustomers(
            NodeConfig config, AgreementStore agreements, Signer signer, Salts salts, LedgerWriter writer) {
        return new EnrolCustomers(config.id(), agreements, signer, salts, writer);
    }

    @Produces
    @Singleton
    LedgerLines ledgerLines(LedgerReader reader) {
        return new LedgerLines(reader);
    }
}
