package io.gridpact.utility.grid;

import io.gridpact.utility.ledger.LedgerReader;
import io.gridpact.utility.ledger.LedgerWriter;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/// The parts that know the grid.
final class GridBeans {

    @Produces
    @Singleton
    Schedule schedule(LedgerReader reader) {
        return new Schedule(reader);
    }

    @Produces
    @Singleton
    PlaceMeters placeMeters(LedgerWriter writer) {
        return new PlaceMeters(writer);
    }
}
