package io.gridpact.deploy.local;

import io.gridpact.protocol.directory.ParticipantRole;
import java.nio.file.Path;

/// The services that run as processes of their own.
public enum ServiceKind {
    ARBITER("arbiter-service", ParticipantRole.ARBITER),
    UTILITY("utility-service", ParticipantRole.UTILITY),
    GATEWAY("platform-gateway", ParticipantRole.GATEWAY);

    private final String module;
    private final ParticipantRole role;

    ServiceKind(String module, ParticipantRole role) {
        this.module = module;
        this.role = role;
    }

    public ParticipantRole role() {
        return role;
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
