package io.gridpact.protocol.link;

import io.grpc.Metadata;
import io.grpc.protobuf.ProtoUtils;

/// The trailer in which gRPC carries a `google.rpc.Status`.
final class RefusalTrailers {

    static final Metadata.Key<com.google.rpc.Status> DETAILS = Metadata.Key.of(
            "grpc-status-details-bin", ProtoUtils.metadataMarshaller(com.google.rpc.Status.getDefaultInstance()));

    private RefusalTrailers() {}
}
