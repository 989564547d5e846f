package io.gridpact.gateway.outbox;

import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.protocol.hash.Digest;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/// A row of `kept_order`.
@Entity
@Table(name = "kept_order")
@SuppressWarnings("NullAway.Init")
public class KeptOrderRow {

    @Id
    @Column(name = "order_digest")
    String orderDigest;

    String platform;
    String utility;
    byte[] request;

    @Column(name = "until_millis")
    long untilMillis;

    @Column(name = "kept_at_millis")
    long keptAtMillis;

    protected KeptOrderRow() {}

    KeptOrder order() {
        return new KeptOrder(
                Digest.ofHex(orderDigest),
                platform,
                utility,
                UnsafeByteOperations.unsafeWrap(request),
                Instant.ofEpochMilli(untilMillis));
    }
}
