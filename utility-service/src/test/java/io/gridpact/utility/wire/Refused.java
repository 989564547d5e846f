package io.gridpact.utility.wire;

import io.gridpact.protocol.refusal.Reason;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.function.Supplier;

/// A line of a table: when this caller makes this call with what is given, it is refused for this reason.
///
/// @param field that the refusal names; empty where it names none
record Refused(
        MethodDescriptor<?, ?> method,
        String caller,
        String given,
        Reason reason,
        String field,
        Supplier<List<?>> requests) {

    static Refused when(
            MethodDescriptor<?, ?> method,
            String caller,
            String given,
            Reason reason,
            String field,
            Supplier<?> request) {
        return new Refused(method, caller, given, reason, field, () -> List.of(request.get()));
    }

    @Override
    public String toString() {
        return method.getFullMethodName().replaceAll(".*\\.", "") + " by " + caller + ", " + given + ": " + reason
                + (field.isEmpty() ? "" : " " + field);
    }
}
