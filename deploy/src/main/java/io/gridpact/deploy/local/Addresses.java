package io.gridpact.deploy.local;

import io.gridpact.deploy.process.Ports;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the services of a network are to listen: where they did last time, as far as that is free.
final class Addresses {

    private Addresses() {}

    static List<ServiceAddress> plan(LocalNetwork.Start start, Optional<NetworkState> before, Ports ports) {
        return Stream.of(
                        List.of(start.network().arbiter()).stream()
                                .map(id -> address(id, ServiceKind.ARBITER, start, before, ports)),
                        start.network().utilities().stream()
                                .map(id -> address(id, ServiceKind.UTILITY, start, before, ports)),
                        start.network().gateways().stream()
                                .map(id -> address(id, ServiceKind.GATEWAY, start, before, ports)))
                .flatMap(services -> services)
                .toList();
    }

    private static ServiceAddress address(
            String id, ServiceKind kind, LocalNetwork.Start start, Optional<NetworkState> before, Ports ports) {
        Optional<ServiceAddress> last = before.stream()
                .flatMap(state -> state.services().stream())
                .filter(service -> service.id().equals(id))
                .findFirst();
        return new ServiceAddress(
                id,
                kind,
                start.surroundings().host(id),
                ports.freeOr(last.map(ServiceAddress::grpcPort).orElse(0)),
                ports.freeOr(last.map(ServiceAddress::managementPort).orElse(0)));
    }

    static boolean moved(List<ServiceAddress> running, Optional<NetworkState> before) {
        return before.isEmpty()
                || !running.stream()
                        .map(ServiceAddress::endpoint)
                        .toList()
                        .equals(before.get().services().stream()
                                .map(ServiceAddress::endpoint)
                                .toList());
    }
}
