package io.gridpact.utility.wire;

import io.gridpact.trade.v1.ConfirmManyResponse;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.util.List;
import java.util.Optional;

/// How a call ended.
record Answer(Status status, Metadata trailers, List<Object> messages) {

    /// Why it was refused, as it came: of the call, or of the one order on a stream of many.
    Optional<com.google.rpc.Status> refusal() {
        if (!status.isOk()) {
            return Optional.of(StatusProto.fromStatusAndTrailers(status, trailers));
        }
        return messages.stream()
                .filter(ConfirmManyResponse.class::isInstance)
                .map(ConfirmManyResponse.class::cast)
                .filter(ConfirmManyResponse::hasError)
                .map(ConfirmManyResponse::getError)
                .findFirst();
    }
}
