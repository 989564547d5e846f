package io.gridpact.deploy.faults;

import io.gridpact.deploy.local.ServiceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Makes services ready to be killed at any point: each gets the agent with the rules of all its points, which do
/// nothing until one is armed.
final class KillSwitch {

    /// Put there by this module's build.
    private static final String AGENT = "deploy/target/faults/byteman.jar";

    private final Path agent;
    private final Path folder;

    /// @param builtRoot the folder with the built modules
    /// @param folder for rules and for what is armed
    KillSwitch(Path builtRoot, Path folder) {
        this.agent = builtRoot.resolve(AGENT);
        this.folder = folder;
    }

    /// Whether the build has fetched the agent.
    boolean isThere() {
        return Files.isRegularFile(agent);
    }

    /// Writes a service's rules.
    ///
    /// @return flags for its virtual machine
    List<String> flags(String service, ServiceKind kind) throws IOException {
        Path own = folder.resolve(service);
        Files.createDirectories(own.resolve("armed"));
        Files.createDirectories(own.resolve("fired"));
        Path rules = own.resolve("rules.btm");
        List<String> script = new ArrayList<>();
        for (KillPoint point : KillPoints.of(kind)) {
            script.add(point.rule(armed(service, point), fired(service, point)));
        }
        Files.writeString(rules, String.join("\n", script));
        return List.of("-javaagent:" + agent + "=script:" + rules);
    }

    void arm(String service, KillPoint point) throws IOException {
        Files.deleteIfExists(fired(service, point));
        Files.writeString(armed(service, point), "");
    }

    /// @return whether it had not fired yet
    boolean disarm(String service, KillPoint point) throws IOException {
        return Files.deleteIfExists(armed(service, point));
    }

    boolean hasFired(String service, KillPoint point) {
        return Files.exists(fired(service, point));
    }

    private Path armed(String service, KillPoint point) {
        return folder.resolve(service).resolve("armed").resolve(point.name());
    }

    private Path fired(String service, KillPoint point) {
        return folder.resolve(service).resolve("fired").resolve(point.name());
    }
}
