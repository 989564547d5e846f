package io.gridpact.deploy.network;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/// Reads one JSON object strictly: every fault names its place, and fields that nobody asked for are refused.
final class Fields {

    private final JsonNode object;
    private final String place;
    private final Set<String> known = new HashSet<>();

    Fields(JsonNode object, String place) {
        if (!object.isObject()) {
            throw new MalformedFileException(place, "an object is expected");
        }
        this.object = object;
        this.place = place;
    }

    String text(String field) {
        return optionalText(field).orElseThrow(() -> fault(field, "is missing"));
    }

    String text(String field, String otherwise) {
        return optionalText(field).orElse(otherwise);
    }

    Optional<String> optionalText(String field) {
        return take(field).map(value -> {
            if (!value.isTextual() || value.textValue().isBlank()) {
                throw fault(field, "a text is expected");
            }
            return value.textValue();
        });
    }

    long integer(String field) {
        return optionalInteger(field).orElseThrow(() -> fault(field, "is missing"));
    }

    int smallInteger(String field, int otherwise) {
        long value = optionalInteger(field).orElse((long) otherwise);
        if (value != (int) value) {
            throw fault(field, "is out of range");
        }
        return (int) value;
    }

    Optional<Long> optionalInteger(String field) {
        return take(field).map(value -> {
            if (!value.isIntegralNumber() || !value.canConvertToLong()) {
                throw fault(field, "a whole number is expected");
            }
            return value.longValue();
        });
    }

    /// A decimal, written as text so that no reader rounds it.
    Optional<BigDecimal> optionalDecimal(String field) {
        return optionalText(field).map(text -> {
            try {
                return new BigDecimal(text);
            } catch (NumberFormatException notANumber) {
                throw fault(field, "a decimal number in quotes is expected");
            }
        });
    }

    Optional<Instant> optionalInstant(String field) {
        return optionalText(field).map(text -> {
            try {
                return Instant.parse(text);
            } catch (DateTimeException notAnInstant) {
                throw fault(field, "an instant like 2026-06-15T10:00:00Z is expected");
            }
        });
    }

    Instant instant(String field) {
        return optionalInstant(field).orElseThrow(() -> fault(field, "is missing"));
    }

    Optional<Fields> optionalObject(String field) {
        return take(field).map(value -> new Fields(value, placeOf(field)));
    }

    Fields object(String field) {
        return optionalObject(field).orElseThrow(() -> fault(field, "is missing"));
    }

    List<String> texts(String field) {
        return each(field, value -> {
            if (!value.isTextual()) {
                throw fault(field, "texts are expected");
            }
            return value.textValue();
        });
    }

    <T> List<T> objects(String field, Function<Fields, T> reader) {
        List<T> read = new ArrayList<>();
        for (JsonNode element : each(field, value -> value)) {
            Fields fields = new Fields(element, placeOf(field) + "[" + read.size() + "]");
            read.add(reader.apply(fields));
            fields.finish();
        }
        return List.copyOf(read);
    }

    /// @throws MalformedFileException if there is a field that nobody has asked for
    void finish() {
        object.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw fault(name, "is not a known field");
            }
        });
    }

    MalformedFileException fault(String field, String fault) {
        return new MalformedFileException(placeOf(field), fault);
    }

    private String placeOf(String field) {
        return place.isEmpty() ? field : place + "." + field;
    }

    private <T> List<T> each(String field, Function<JsonNode, T> reader) {
        Optional<JsonNode> array = take(field);
        if (array.isEmpty()) {
            return List.of();
        }
        if (!array.get().isArray()) {
            throw fault(field, "a list is expected");
        }
        List<T> read = new ArrayList<>();
        array.get().forEach(value -> read.add(reader.apply(value)));
        return List.copyOf(read);
    }

    private Optional<JsonNode> take(String field) {
        known.add(field);
        JsonNode value = object.get(field);
        return value == null || value.isNull() ? Optional.empty() : Optional.of(value);
    }
}
