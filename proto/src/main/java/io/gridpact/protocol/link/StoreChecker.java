package io.gridpact.protocol.link;

/// Rebuilds the truth from a service's rows and names what does not hold.
@FunctionalInterface
public interface StoreChecker {

    /// Where a checker says what it found.
    interface Sink {

        /// @param rule the rule that is broken, as in `limit-used-equals-live-trades`
        /// @param subject what it is broken for, as in a trade's digest prefix
        /// @param detail what was expected and what was found, for people
        void finding(String rule, String subject, String detail);

        /// Adds to how many of one thing were looked at.
        void checked(String what, long count);
    }

    void check(Sink sink);
}
