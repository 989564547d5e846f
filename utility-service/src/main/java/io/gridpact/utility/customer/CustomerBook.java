package io.gridpact.utility.customer;

import io.gridpact.protocol.directory.Direction;
import io.gridpact.protocol.envelope.KeyId;
import java.time.Instant;
import java.util.Optional;

/// What the utility knows of a customer, as judging an order needs it.
public interface CustomerBook {

    /// What it knows of this customer, platform and meter together.
    Standing standing(String customerId, String platform, KeyId meter, Direction direction);

    /// What remains of a customer's limit and of a platform's mandate on the UTC day of that instant, in watt-hours.
    Remaining remaining(String customerId, String platform, Direction direction, Instant day);

    /// Whether a customer, with this meter, may trade through this platform.
    ///
    /// @param known whether there is such a customer
    /// @param mandated whether they let this platform trade for them in this direction
    /// @param meterValidFrom since when this meter, of this customer and direction, is valid; empty where it is
    ///     none
    /// @param meterCannotSign whether this utility signs that meter's readings
    record Standing(boolean known, boolean mandated, Optional<Instant> meterValidFrom, boolean meterCannotSign) {

        /// With a meter that signs.
        public Standing(boolean known, boolean mandated, Optional<Instant> meterValidFrom) {
            this(known, mandated, meterValidFrom, false);
        }
    }

    /// In watt-hours; 0 where there is no limit or no mandate.
    record Remaining(long customerWh, long mandateWh) {}
}
