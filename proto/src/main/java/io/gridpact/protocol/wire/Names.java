package io.gridpact.protocol.wire;

import com.google.protobuf.Descriptors.EnumDescriptor;
import com.google.protobuf.ProtocolMessageEnum;
import java.util.Arrays;
import java.util.Optional;

/// Enum values by name: the domain's `BUYER` is the wire's `TRADE_ROLE_BUYER`.
public final class Names {

    private static final String UNSPECIFIED = "UNSPECIFIED";

    private Names() {}

    /// Empty for zero, for numbers that this version does not know, and for names that the domain does not have.
    public static <E extends Enum<E>> Optional<E> domain(ProtocolMessageEnum value, Class<E> type) {
        return name(value).flatMap(name -> Arrays.stream(type.getEnumConstants())
                .filter(constant -> constant.name().equals(name))
                .findFirst());
    }

    /// Without the prefix; empty for zero and for numbers that this version does not know.
    static Optional<String> name(ProtocolMessageEnum value) {
        if (((Enum<?>) value).name().equals("UNRECOGNIZED") || value.getNumber() == 0) {
            return Optional.empty();
        }
        return Optional.of(value.getValueDescriptor()
                .getName()
                .substring(prefix(value.getDescriptorForType()).length()));
    }

    public static <W extends Enum<W> & ProtocolMessageEnum> W wire(Enum<?> value, Class<W> type) {
        String prefix = prefix(type.getEnumConstants()[0].getDescriptorForType());
        return Enum.valueOf(type, prefix + value.name());
    }

    /// Zero's name without `UNSPECIFIED`.
    private static String prefix(EnumDescriptor type) {
        String zero = type.findValueByNumber(0).getName();
        return zero.substring(0, zero.length() - UNSPECIFIED.length());
    }
}
