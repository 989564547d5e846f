package io.gridpact.arbiter.log;

/// How the log's tables are asked.
final class LogQueries {

    private LogQueries() {}

    static final String HEAD = """
            select coalesce((select max(leaf_index) + 1 from log_entry), 0) as size,
                coalesce((select logged_at_millis from log_entry order by leaf_index desc limit 1), 0) as last_millis,
                coalesce((select max(flag_number) from flag), 0) as last_flag""";

    static final String OVERDUE = """
            select pair_standing.* from pair_standing
            join watermark on watermark.utility = case when first_digest is null
                then first_utility else second_utility end
            where standing = 'WAITING' and stage = ? and window_start_millis <= ?
                and complete_to_millis >= window_start_millis + ?
            order by window_start_millis, first_utility, second_utility, pair_number limit ?""";

    static final String NEXT_WAITING = """
            select min(window_start_millis) from pair_standing
            where standing = 'WAITING' and stage = ? and window_start_millis > ?""";

    static final String LOGGED = """
            select log_entry.* from log_entry
            join unnest(?::text[], ?::text[], ?::text[]) as wanted (sender, kind, submission_key)
            using (sender, kind, submission_key)""";

    static final String DOCUMENTS = """
            select * from log_entry where kind in ('DESCRIPTOR', 'REVOCATION') and leaf_index > ?
            order by leaf_index limit ?""";

    static final String PAIRS = """
            select pair_standing.* from pair_standing
            join unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[])
                as wanted (first_utility, second_utility, window_start_millis, stage, pair_number)
            using (first_utility, second_utility, window_start_millis, stage, pair_number)""";

    static final String LAST_FLAGS = """
            select distinct on (first_utility, second_utility, window_start_millis, stage, pair_number) flag.*
            from flag
            join unnest(?::text[], ?::text[], ?::bigint[], ?::text[], ?::bigint[])
                as wanted (first_utility, second_utility, window_start_millis, stage, pair_number)
            using (first_utility, second_utility, window_start_millis, stage, pair_number)
            order by first_utility, second_utility, window_start_millis, stage, pair_number, flag_number desc""";
}
