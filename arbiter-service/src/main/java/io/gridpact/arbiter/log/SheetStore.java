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

    private static final String HAVE_A_PAIR_DIGEST = """
            select 1 from pair_standing where first_utility = :first and second_utility = :second
            and window_start_millis = :start limit 1""";

    /// The highest logged revision of a utility's sheet root, for one that has to do with it: in which windows a
    /// utility traded at all is nothing that others learn (PROTOCOL.md, section 2).
    ///
    /// @param asker the utility itself, or one with which there is a pair digest in that window; anybody else is
    ///     answered as if there were none
    @Transactional
    public Optional<LoggedSheet> highest(String asker, String utility, Direction direction, Instant windowStart) {
        if (!asker.equals(utility) && !haveAPairDigest(asker, utility, windowStart)) {
            return Optional.empty();
        }
        return find(
                        "utility = ?1 and direction = ?2 and windowStartMillis = ?3 order by revision desc",
                        utility,
                        direction.name(),
                        windowStart.toEpochMilli())
                .firstResultOptional()
                .map(SheetRow::toSheet);
    }

    private boolean haveAPairDigest(String one, String other, Instant windowStart) {
        boolean sorted = one.compareTo(other) <= 0;
        return !getEntityManager()
                .createNativeQuery(HAVE_A_PAIR_DIGEST)
                .setParameter("first", sorted ? one : other)
                .setParameter("second", sorted ? other : one)
                .setParameter("start", windowStart.toEpochMilli())
                .getResultList()
                .isEmpty();
    }
}
