package io.gridpact.deploy.bench;

import static io.gridpact.protocol.directory.Participants.spiffeId;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.gridpact.arbiter.v1.LogServiceGrpc;
import io.gridpact.deploy.client.OrderMaker.Made;
import io.gridpact.deploy.hostile.Victim;
import io.gridpact.deploy.hostile.Victim.Call;
import io.gridpact.deploy.keys.TlsCredential;
import io.gridpact.deploy.local.NetworkState;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.network.NetworkFile;
import io.gridpact.deploy.network.NetworkFolder;
import io.gridpact.deploy.network.OrderLine;
import io.gridpact.directory.v1.EnrolmentServiceGrpc;
import io.gridpact.directory.v1.OperatorServiceGrpc;
import io.gridpact.platform.v1.ConfirmManyRequest;
import io.gridpact.platform.v1.ConfirmRequest;
import io.gridpact.platform.v1.PlatformServiceGrpc;
import io.gridpact.protocol.directory.ParticipantRole;
import io.gridpact.protocol.link.PinnedTls;
import io.gridpact.protocol.link.TlsMaterial;
import io.gridpact.status.v1.DeliverStatusesRequest;
import io.gridpact.status.v1.StatusServiceGrpc;
import io.gridpact.trade.v1.ConsentedOrder;
import io.gridpact.trade.v1.CountersignRequest;
import io.gridpact.trade.v1.PeerTradeServiceGrpc;
import io.gridpact.trade.v1.PlatformConsent;
import io.netty.handler.ssl.SslContext;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Who is hostile to whom: honest orders go through the gateway from the first utility to the second; the third, and
/// the platform that sells, are hostile to the gateway and the first.
final class HostileSetting {

    /// A platform that everyone knows, and whose certificate has expired.
    private static final String LAPSED = "lapsed";

    private static final int UTILITIES = 3;
    private static final int METERS_PER_UTILITY = 100;
    private static final Duration LONG_AGO = Duration.ofDays(500);
    private static final int PAGE_BYTES = 256 << 10;
    private static final int UNKNOWN_FIELD = 15;

    private final BenchNetwork network = new BenchNetwork(UTILITIES, METERS_PER_UTILITY);
    private final SecureRandom random = new SecureRandom();

    NetworkFile network() {
        NetworkFile file = network.network();
        List<String> platforms = new ArrayList<>(file.platforms());
        platforms.add(LAPSED);
        return new NetworkFile(
                file.name(),
                file.start(),
                file.profile(),
                file.arbiter(),
                file.gateways(),
                file.utilities(),
                platforms,
                file.agreements(),
                file.customers(),
                file.feeders());
    }

    /// To be done before the network starts, which leaves alone what it finds.
    void prepare(NetworkFolder folder) throws IOException {
        var unused = TlsCredential.ensure(
                folder.client(LAPSED),
                spiffeId(ParticipantRole.PLATFORM, LAPSED),
                Instant.now().minus(LONG_AGO),
                random);
    }

    /// The n-th honest order.
    OrderLine line(int number) {
        return network.line(number * UTILITIES);
    }

    String gateway() {
        return network.network().gateways().getFirst();
    }

    String utility() {
        return network.network().utilities().getFirst();
    }

    private String hostileUtility() {
        return network.network().utilities().getLast();
    }

    private String hostilePlatform() {
        return line(0).seller().platform();
    }

    /// @param honest an order as it may be sent; it is not sent before
    List<Victim> victims(NetworkFolder folder, NetworkState state, Made honest) throws IOException {
        String honestPlatform = honest.line().buyer().platform();
        String peer = honest.line().buyer().utility();
        Path platform = folder.client(hostilePlatform());
        Path third = folder.serviceKeys(hostileUtility());
        SslContext expired = tls(folder.client(LAPSED));
        ConfirmRequest forged = forged(honest.request());
        byte[] countersign = CountersignRequest.newBuilder()
                .setOrder(forged.getOrder())
                .setBuyerOpening(forged.getBuyerOpening())
                .build()
                .toByteArray();
        Call countersignCall =
                new Call(PeerTradeServiceGrpc.getCountersignMethod().getFullMethodName(), countersign);
        Call clock = new Call(OperatorServiceGrpc.getMoveClockMethod().getFullMethodName(), new byte[0]);
        Victim gateway = new Victim(
                gateway(),
                address(state.service(gateway())),
                tls(platform),
                tls(third),
                impostor(folder, ParticipantRole.PLATFORM, honestPlatform),
                expired,
                new Call(PlatformServiceGrpc.getListUtilitiesMethod().getFullMethodName(), new byte[0]),
                new Call(
                        PlatformServiceGrpc.getConfirmManyMethod().getFullMethodName(),
                        ConfirmManyRequest.newBuilder().setOrder(forged).build().toByteArray()),
                List.of(
                        clock,
                        new Call(
                                PlatformServiceGrpc.getConfirmMethod().getFullMethodName(),
                                honest.request().toByteArray())));
        Victim utility = new Victim(
                utility(),
                address(state.service(utility())),
                tls(third),
                tls(platform),
                impostor(folder, ParticipantRole.UTILITY, peer),
                expired,
                countersignCall,
                new Call(StatusServiceGrpc.getDeliverStatusesMethod().getFullMethodName(), page()),
                List.of(
                        clock,
                        new Call(EnrolmentServiceGrpc.getListLedgerMethod().getFullMethodName(), new byte[0]),
                        new Call(LogServiceGrpc.getSubmitMethod().getFullMethodName(), new byte[0]),
                        countersignCall));
        return List.of(gateway, utility);
    }

    private static InetSocketAddress address(ServiceAddress service) {
        return new InetSocketAddress(service.host(), service.grpcPort());
    }

    /// The same order with one bit of the buyer platform's signature changed: it costs whoever gets it a verification.
    private static ConfirmRequest forged(ConfirmRequest honest) {
        ConsentedOrder order = honest.getOrder();
        PlatformConsent consent = order.getBuyerConsent();
        byte[] signature = consent.getSignature().getSig().toByteArray();
        signature[0] ^= 1;
        PlatformConsent.Builder changed = consent.toBuilder();
        changed.getSignatureBuilder().setSig(ByteString.copyFrom(signature));
        return honest.toBuilder()
                .setOrder(order.toBuilder().setBuyerConsent(changed))
                .build();
    }

    private static byte[] page() {
        return DeliverStatusesRequest.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                UNKNOWN_FIELD,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFrom(new byte[PAGE_BYTES]))
                                        .build())
                        .build())
                .build()
                .toByteArray();
    }

    private SslContext impostor(NetworkFolder folder, ParticipantRole role, String name) throws IOException {
        Path keys = folder.root().resolve("impostors").resolve(name);
        var unused = TlsCredential.ensure(keys, spiffeId(role, name), Instant.now(), random);
        return tls(keys);
    }

    private static SslContext tls(Path credential) throws IOException {
        try {
            return PinnedTls.client(TlsMaterial.in(credential), _ -> true);
        } catch (GeneralSecurityException malformed) {
            throw new IllegalStateException(credential + " holds no TLS key and certificate", malformed);
        }
    }
}
