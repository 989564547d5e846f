package io.gridpact.arbiter.log;

import io.gridpact.protocol.directory.Direction;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.Optional;

/// Sheet roots that were logged.
@ApplicationScoped
public class SheetStore implements PanacheRepositoryBase<SheetRow, Long> {

    /// The highest logged revision of a utility's sheet root.
    @Transactional
    public Optional<LoggedSheet> highest(String utility, Direction direction, Instant windowStart) {
        return find(
                        "utility = ?1 and direction = ?2 and windowStartMillis = ?3 order by revision desc",
                        utility,
                        direction.name(),
                        windowStart.toEpochMilli())
                .firstResultOptional()
                .map(SheetRow::toSheet);
    }
}
