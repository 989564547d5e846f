package io.gridpact.deploy.faults;

import com.sun.tools.attach.AgentInitializationException;
import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import io.gridpact.deploy.local.ServiceKind;
import io.gridpact.deploy.process.ProcessFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Makes services ready to be killed at any point: a running one gets the agent with the rules of all its points when
/// the first is armed. They do nothing until one is armed, and services start as they do without.
final class KillSwitch {

    /// So that the virtual machine says nothing when an agent comes.
    static final String FLAG = "-XX:+EnableDynamicAgentLoading";

    /// Put there by this module's build.
    private static final String AGENT = "deploy/target/faults/byteman.jar";

    private final Path agent;
    private final Path folder;
    private final Set<Long> ready = new HashSet<>();

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
    void write(String service, ServiceKind kind) throws IOException {
        Path own = folder.resolve(service);
        Files.createDirectories(own.resolve("armed"));
        Files.createDirectories(own.resolve("fired"));
        List<String> script = new ArrayList<>();
        for (KillPoint point : KillPoints.of(kind)) {
            script.add(point.rule(armed(service, point), fired(service, point)));
        }
        Files.writeString(rules(service), String.join("\n", script));
    }

    /// @param pid of the service's virtual machine now
    /// @throws ProcessFault if it takes no agent
    void arm(String service, long pid, KillPoint point) throws IOException {
        load(service, pid);
        Files.deleteIfExists(fired(service, point));
        Files.writeString(armed(service, point), "");
    }

    private void load(String service, long pid) throws IOException {
        if (!ready.add(pid)) {
            return;
        }
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try {
                machine.loadAgent(agent.toString(), "script:" + rules(service));
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | AgentLoadException | AgentInitializationException impossible) {
            throw new ProcessFault(service + " takes no agent: " + impossible.getMessage(), impossible);
        }
    }

    /// @return whether it had not fired yet
    boolean disarm(String service, KillPoint point) throws IOException {
        return Files.deleteIfExists(armed(service, point));
    }

    boolean hasFired(String service, KillPoint point) {
        return Files.exists(fired(service, point));
    }

    private Path rules(String service) {
        return folder.resolve(service).resolve("rules.btm");
    }

    private Path armed(String service, KillPoint point) {
        return folder.resolve(service).resolve("armed").resolve(point.name());
    }

    private Path fired(String service, KillPoint point) {
        return folder.resolve(service).resolve("fired").resolve(point.name());
    }
}
