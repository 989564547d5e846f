package io.gridpact.deploy.client;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.gridpact.deploy.keys.NetworkKeys;
import io.gridpact.deploy.keys.SigningKeyFile;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.platform.v1.ConfirmRequest;
import io.gridpact.protocol.directory.Participant;
import io.gridpact.protocol.envelope.Dsse;
import io.gridpact.protocol.envelope.Envelopes;
import io.gridpact.protocol.envelope.Signature;
import io.gridpact.protocol.envelope.Signer;
import io.gridpact.protocol.hash.Digest;
import io.gridpact.protocol.order.CustomerOpening;
import io.gridpact.protocol.order.Order;
import io.gridpact.protocol.order.OrderDraft;
import io.gridpact.protocol.quantity.DeliveryWindow;
import io.gridpact.protocol.quantity.Price;
import io.gridpact.protocol.wire.EnvelopeWire;
import io.gridpact.protocol.wire.OpeningWire;
import io.gridpact.protocol.wire.OrderWire;
import io.gridpact.trade.v1.ConsentedOrder;
import io.gridpact.trade.v1.PlatformConsent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/// Makes an order as two platforms would between them: commitments, openings sealed to the utilities, both signatures.
public final class OrderMaker {

    private static final int SALT_BYTES = 16;
    private static final int ALTERED_BY_WH = 1_000;

    private final NetworkFolder folder;
    private final Function<String, Participant> utilities;
    private final AgreedModes modes;
    private final Duration gateClosureBeforeStart;
    private final SecureRandom random;
    private final Map<String, Signer> signers = new ConcurrentHashMap<>();

    /// An order that is ready to be sent.
    public record Made(OrderLine line, String orderId, Digest digest, ConfirmRequest request) {}

    /// @param utilities descriptors by id, as the gateway lists them
    public OrderMaker(
            NetworkFolder folder,
            Function<String, Participant> utilities,
            AgreedModes modes,
            Duration gateClosureBeforeStart,
            SecureRandom random) {
        this.folder = folder;
        this.utilities = utilities;
        this.modes = modes;
        this.gateClosureBeforeStart = gateClosureBeforeStart;
        this.random = random;
    }

    /// @param created now, by the network's clock
    /// @throws io.gridpact.protocol.refusal.RefusedException where the order would be refused by its shape
    public Made make(OrderLine line, Instant created) {
        OrderDraft draft = draft(line, created);
        OrderWire.MadeOrder made = OrderWire.make(
                draft,
                bytes(SALT_BYTES),
                utilities.apply(line.buyer().utility()),
                utilities.apply(line.seller().utility()),
                random);
        Signature buyerConsent = consent(line.buyer().platform(), made.payload());
        Signature sellerConsent = consent(line.seller().platform(), made.payload());
        byte[] payload = line.tamper().isPresent() ? altered(made.payload()) : made.payload();
        ConfirmRequest request = ConfirmRequest.newBuilder()
                .setOrder(ConsentedOrder.newBuilder()
                        .setPayloadType(Order.PAYLOAD_TYPE)
                        .setPayload(UnsafeByteOperations.unsafeWrap(payload))
                        .setBuyerConsent(
                                PlatformConsent.newBuilder().setSignature(EnvelopeWire.toMessage(buyerConsent)))
                        .setSellerConsent(
                                PlatformConsent.newBuilder().setSignature(EnvelopeWire.toMessage(sellerConsent))))
                .setBuyerOpening(OpeningWire.toMessage(made.buyerOpening()))
                .setSellerOpening(OpeningWire.toMessage(made.sellerOpening()))
                .build();
        return new Made(line, draft.orderId(), Dsse.digest(Order.PAYLOAD_TYPE, payload), request);
    }

    private OrderDraft draft(OrderLine line, Instant created) {
        DeliveryWindow window = DeliveryWindow.startingAt(line.windowStart(), Duration.ofMinutes(line.windowMinutes()));
        return new OrderDraft(
                OrderIds.uuidV7(created, random),
                line.buyer().platform(),
                line.seller().platform(),
                line.buyer().utility(),
                line.seller().utility(),
                side(line.buyer()),
                side(line.seller()),
                window,
                line.quantityWh(),
                new Price(line.currency(), line.pricePerKwh()),
                created,
                line.expires().orElse(window.start().minus(gateClosureBeforeStart)),
                modes.between(line.seller().utility(), line.buyer().utility()));
    }

    private OrderDraft.Side side(OrderLine.Side side) {
        Signer meter = signer(
                "meter " + side.meter(), () -> SigningKeyFile.read(folder.meterKey(side.utility(), side.meter())));
        return new OrderDraft.Side(
                new CustomerOpening(bytes(CustomerOpening.SALT_BYTES), side.customer()),
                meter.publicKey().id());
    }

    private Signature consent(String platform, byte[] payload) {
        return Envelopes.signature(Order.PAYLOAD_TYPE, payload, platformSigner(platform));
    }

    /// A platform's own key.
    public Signer platformSigner(String platform) {
        return signer(
                "platform " + platform,
                () -> SigningKeyFile.read(folder.client(platform).resolve(NetworkKeys.SIGNING_KEY_FILE)));
    }

    /// What someone between the platforms and the utility might do.
    private static byte[] altered(byte[] payload) {
        try {
            io.gridpact.trade.v1.Order order = io.gridpact.trade.v1.Order.parseFrom(payload);
            return order.toBuilder()
                    .setQuantityWh(order.getQuantityWh() + ALTERED_BY_WH)
                    .build()
                    .toByteArray();
        } catch (InvalidProtocolBufferException impossible) {
            throw new IllegalStateException("it was just made", impossible);
        }
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private interface KeyReader {
        Signer read() throws IOException;
    }

    private Signer signer(String name, KeyReader reader) {
        return signers.computeIfAbsent(name, unused -> {
            try {
                return reader.read();
            } catch (IOException unreadable) {
                throw new UncheckedIOException("no key of " + name, unreadable);
            }
        });
    }
}
