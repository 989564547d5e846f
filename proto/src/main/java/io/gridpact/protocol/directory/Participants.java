package io.gridpact.protocol.directory;

import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.util.Locale;
import java.util.regex.Pattern;

/// How participants are named.
public final class Participants {

    /// Longest id, in characters.
    public static final int MAX_ID_CHARACTERS = 63;

    private static final Pattern ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private Participants() {}

    /// Whether it is 1 to 63 of a-z, 0-9 and '-', not starting or ending with '-'.
    public static boolean isId(String id) {
        return id.length() <= MAX_ID_CHARACTERS && ID.matcher(id).matches();
    }

    /// @return the same id
    /// @throws RefusedException with `INVALID_REQUEST` and the field if it is none
    public static String requireId(String field, String id) {
        if (!isId(id)) {
            throw new RefusedException(Refusal.of(Reason.INVALID_REQUEST, field, "not a participant id"));
        }
        return id;
    }

    /// The URI that names a participant in its certificates, as in `spiffe://gridpact/head-end/north-head-end`.
    public static String spiffeId(ParticipantRole role, String id) {
        return "spiffe://gridpact/" + role.name().toLowerCase(Locale.ROOT).replace('_', '-') + "/" + id;
    }
}
