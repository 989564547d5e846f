package io.gridpact.deploy.simulation;

import io.gridpact.utility.node.NodeConfig;
import java.lang.reflect.Proxy;

/// A utility's configuration: its name, and the arbiter's.
final class SimulatedConfig {

    private SimulatedConfig() {}

    static NodeConfig of(String utility) {
        return (NodeConfig) Proxy.newProxyInstance(
                SimulatedConfig.class.getClassLoader(),
                new Class<?>[] {NodeConfig.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "id" -> utility;
                    case "arbiter" -> Cast.ARBITER;
                    default -> throw new UnsupportedOperationException(method.getName());
                });
    }
}
