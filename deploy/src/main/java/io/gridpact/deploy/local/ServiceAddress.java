package io.gridpact.deploy.local;

/// Where a service listens: on loopback, or on a private link of this machine.
///
/// @param host an address, no name
/// @param grpcPort its gRPC server, mutual TLS
/// @param managementPort health and metrics, plain HTTP
public record ServiceAddress(String id, ServiceKind kind, String host, int grpcPort, int managementPort) {

    static final String LOOPBACK = "127.0.0.1";

    /// As its descriptor says.
    public String endpoint() {
        return host + ":" + grpcPort;
    }

    public String managementUrl() {
        return "http://" + host + ":" + managementPort;
    }
}
