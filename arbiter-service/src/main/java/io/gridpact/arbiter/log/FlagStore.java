package io.gridpact.arbiter.log;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.util.List;

/// Flags that were raised.
@ApplicationScoped
public class FlagStore implements PanacheRepositoryBase<FlagRow, Long>, FlagSource {

    @Override
    @Transactional
    public List<Flag> flags(String utility, long afterNumber, int limit) {
        return find("(firstUtility = ?1 or secondUtility = ?1) and number > ?2 order by number", utility, afterNumber)
                .page(0, limit)
                .stream()
                .map(FlagRow::toFlag)
                .toList();
    }
}
