package io.gridpact.deploy.local;

import io.gridpact.protocol.directory.ParticipantRole;
import java.nio.file.Path;

/// The services that run as processes of their own.
public enum ServiceKind {
    ARBITER("arbiter-service", ParticipantRole.ARBITER, 3),
    UTILITY("utility-service", ParticipantRole.UTILITY, 2),
    GATEWAY("platform-gateway", ParticipantRole.GATEWAY, 1);

    private final String module;
    private final ParticipantRole role;
    private final int stopOrder;

    ServiceKind(String module, ParticipantRole role, int stopOrder) {
        this.module = module;
        this.role = role;
        this.stopOrder = stopOrder;
    }

    String module() {
        return module;
    }

    public ParticipantRole role() {
        return role;
    }

    /// Gateways stop first, then utilities, then the arbiter.
    int stopOrder() {
        return stopOrder;
    }

    /// What a recorded run of this service leaves for later ones.
    Path cache(Path builtRoot) {
        return program(builtRoot).resolveSibling("app.aot");
    }

    /// The built service, below the folder that holds all modules.
    Path program(Path builtRoot) {
        return builtRoot
                .resolve(module)
                .resolve("target")
                .resolve("quarkus-app")
                .resolve("quarkus-run.jar");
    }
}
