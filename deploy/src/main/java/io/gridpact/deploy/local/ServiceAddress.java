package io.gridpact.deploy.local;

/// Where a service listens, on loopback.
///
/// @param grpcPort its gRPC server, mutual TLS
/// @param managementPort health and metrics, plain HTTP
public record ServiceAddress(String id, ServiceKind kind, int grpcPort, int managementPort) {

    private static final String LOOPBACK = "127.0.0.1";

    /// As its descriptor says.
    public String endpoint() {
        return LOOPBACK + ":" + grpcPort;
    }

    public String managementUrl() {
        return "http://" + LOOPBACK + ":" + managementPort;
    }
}
