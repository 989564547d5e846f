package io.gridpact.protocol.refusal;

import java.util.HashMap;
import java.util.Map;

/// Why something is not done, as it is told to whoever asked (PROTOCOL.md, section 13).
///
/// @param field path of the field at fault in the proto's names, as in `buyer.meter_key_id`; empty where none is
/// @param description for people; never holds customer ids, quantities or prices
/// @param metadata for programs, as in `remaining_wh`
public record Refusal(Reason reason, String field, String description, Map<String, String> metadata) {

    public Refusal {
        metadata = Map.copyOf(metadata);
    }

    /// Where the reason says it all.
    public static Refusal of(Reason reason) {
        return new Refusal(reason, "", "", Map.of());
    }

    public static Refusal of(Reason reason, String field, String description) {
        return new Refusal(reason, field, description, Map.of());
    }

    /// The same with one more entry for programs.
    public Refusal with(String key, String value) {
        Map<String, String> more = new HashMap<>(metadata);
        more.put(key, value);
        return new Refusal(reason, field, description, more);
    }
}
