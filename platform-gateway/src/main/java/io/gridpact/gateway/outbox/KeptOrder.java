package io.gridpact.gateway.outbox;

import com.google.protobuf.ByteString;
import io.gridpact.protocol.hash.Digest;
import java.time.Instant;

/// An order that waits for its utility.
///
/// @param order its digest
/// @param platform that brought it
/// @param utility the seller's
/// @param request the serialised request, as it came
/// @param until it is forwarded until then, exclusive
public record KeptOrder(Digest order, String platform, String utility, ByteString request, Instant until) {}
