package io.gridpact.gateway;

import io.gridpact.directory.v1.Envelope;
import io.gridpact.platform.v1.ConfirmRequest;
import io.gridpact.protocol.directory.ConfirmationMode;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.KeyId;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderDraft;
import io.gridpact.protocol.order.PlatformQuery;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.OpeningWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.protocol.wire.OrderWire.MadeOrder;
import io.gridpact.protocol.wire.QueryWire;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/// Orders and queries as platforms sign them.
public final class ATrade {

    private static final SecureRandom RANDOM = new SecureRandom();

    private ATrade() {}

    /// Between customers of these utilities, signed by both platforms.
    public static ConfirmRequest between(AParty buys, AParty sells, AParty buyerUtility, AParty sellerUtility) {
        return between(buys, sells, buyerUtility, sellerUtility, ConfirmationMode.BLOCKING);
    }

    public static ConfirmRequest between(
            AParty buys, AParty sells, AParty buyerUtility, AParty sellerUtility, ConfirmationMode mode) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        Instant start = now.truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(5));
        OrderDraft draft = new OrderDraft(
                uuidV7(now),
                buys.id,
                sells.id,
                buyerUtility.id,
                sellerUtility.id,
                side(),
                side(),
                DeliveryWindow.startingAt(start, Duration.ofHours(1)),
                5_000,
                new Price("EUR", new BigDecimal("0.25")),
                now,
                start.minus(Duration.ofHours(1)),
                mode);
        MadeOrder made = OrderWire.make(
                draft,
                AParty.salt(),
                buyerUtility.participant("127.0.0.1:1", 1),
                sellerUtility.participant("127.0.0.1:1", 1),
                RANDOM);
        Signature buyer = Envelopes.signature(Order.PAYLOAD_TYPE, made.payload(), buys.signer);
        Signature seller = Envelopes.signature(Order.PAYLOAD_TYPE, made.payload(), sells.signer);
        return ConfirmRequest.newBuilder()
                .setOrder(OrderWire.toMessage(OrderWire.consented(made.payload(), buyer, seller)))
                .setBuyerOpening(OpeningWire.toMessage(made.buyerOpening()))
                .setSellerOpening(OpeningWire.toMessage(made.sellerOpening()))
                .build();
    }

    public static Envelope query(AParty platform, String utility, PlatformQuery.Question question) {
        Instant expires = Instant.now().truncatedTo(ChronoUnit.MILLIS).plus(Duration.ofMinutes(5));
        var query = new PlatformQuery(Digest.of(new byte[Digest.BYTES]), platform.id, utility, expires, question);
        byte[] payload = QueryWire.payload(query, AParty.salt());
        return EnvelopeWire.toMessage(Envelopes.sign(PlatformQuery.PAYLOAD_TYPE, payload, platform.signer));
    }

    private static OrderDraft.Side side() {
        byte[] salt = new byte[32];
        RANDOM.nextBytes(salt);
        byte[] meter = new byte[Digest.BYTES];
        RANDOM.nextBytes(meter);
        return new OrderDraft.Side(new CustomerOpening(salt, "c-" + RANDOM.nextInt(1000)), new KeyId(Digest.of(meter)));
    }

    private static String uuidV7(Instant at) {
        long high = (at.toEpochMilli() << 16) | 0x7000L | RANDOM.nextInt(0x1000);
        long low = (RANDOM.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }
}
