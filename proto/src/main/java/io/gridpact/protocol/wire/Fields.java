package io.gridpact.protocol.wire;

import com.google.protobuf.ByteString;
import com.google.protobuf.ProtocolMessageEnum;
import io.gridpact.protocol.directory.Participants;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Reads the fields of one message and refuses what is out of range, naming the field by its path.
///
/// @param reason with which everything here is refused
/// @param path of the message, empty for the outermost
public record Fields(Reason reason, String path) {

    /// Shortest salt, so that a digest cannot be guessed (PROTOCOL.md, section 3).
    public static final int MIN_SALT_BYTES = 16;

    /// Longest salt.
    public static final int MAX_SALT_BYTES = 64;

    /// Last instant that is accepted: the end of the year 9999.
    public static final long MAX_MILLIS = 253_402_300_799_999L;

    public static Fields of(Reason reason) {
        return new Fields(reason, "");
    }

    /// The fields of a message that is a field of this one.
    public Fields in(String field) {
        return new Fields(reason, pathOf(field));
    }

    /// Element of a repeated field, as in `signatures[0]`.
    public static String element(String field, int index) {
        return field + "[" + index + "]";
    }

    /// @param field empty for this message as a whole
    public RefusedException refused(String field, String description) {
        return new RefusedException(Refusal.of(reason, pathOf(field), description));
    }

    public void require(boolean holds, String field, String description) {
        if (!holds) {
            throw refused(field, description);
        }
    }

    public Digest digest(String field, ByteString value) {
        return Digest.of(exactly(field, value, Digest.BYTES));
    }

    public List<Digest> digests(String field, List<ByteString> values) {
        List<Digest> digests = new ArrayList<>(values.size());
        for (int index = 0; index < values.size(); index++) {
            digests.add(digest(element(field, index), values.get(index)));
        }
        return digests;
    }

    public byte[] exactly(String field, ByteString value, int bytes) {
        require(value.size() == bytes, field, "not " + bytes + " bytes");
        return value.toByteArray();
    }

    public byte[] atMost(String field, ByteString value, int bytes) {
        require(value.size() <= bytes, field, "more than " + bytes + " bytes");
        return value.toByteArray();
    }

    /// What makes a payload's digest impossible to guess.
    public byte[] salt(String field, ByteString value) {
        require(
                value.size() >= MIN_SALT_BYTES && value.size() <= MAX_SALT_BYTES,
                field,
                "not " + MIN_SALT_BYTES + " to " + MAX_SALT_BYTES + " bytes");
        return value.toByteArray();
    }

    /// @param millis since the Unix epoch, positive
    public Instant instant(String field, long millis) {
        return Instant.ofEpochMilli(between(field, millis, 1, MAX_MILLIS));
    }

    public long between(String field, long value, long min, long max) {
        require(value >= min && value <= max, field, "not from " + min + " to " + max);
        return value;
    }

    public int between(String field, int value, int min, int max) {
        require(value >= min && value <= max, field, "not from " + min + " to " + max);
        return value;
    }

    /// A repeated field's length.
    public void count(String field, int count, int min, int max) {
        require(count >= min && count <= max, field, "not " + min + " to " + max + " of them");
    }

    /// A participant's id.
    public String id(String field, String value) {
        require(Participants.isId(value), field, "not a participant id");
        return value;
    }

    /// @param max characters, as UTF-16 counts them
    public String text(String field, String value, int min, int max) {
        require(value.length() >= min && value.length() <= max, field, "not " + min + " to " + max + " characters");
        require(value.chars().noneMatch(Character::isISOControl), field, "has control characters");
        return value;
    }

    /// The domain's value of that name; an unspecified or unknown one is refused.
    public <E extends Enum<E>> E named(String field, ProtocolMessageEnum value, Class<E> type) {
        return Names.domain(value, type).orElseThrow(() -> refused(field, "unspecified or unknown"));
    }

    private String pathOf(String field) {
        if (path.isEmpty() || field.isEmpty()) {
            return path + field;
        }
        return path + "." + field;
    }
}
