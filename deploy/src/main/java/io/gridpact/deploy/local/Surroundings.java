package io.gridpact.deploy.local;

import java.util.List;

/// What stands around the services of a network: nothing, unless somebody tries what happens when it fails.
public interface Surroundings {

    /// Services on loopback, which reach each other without anything in between.
    Surroundings NONE = new Surroundings() {};

    /// Put before the command that starts a service.
    default List<String> before(String service) {
        return List.of();
    }

    /// Further flags of a service's virtual machine.
    default List<String> jvmFlags(String service) {
        return List.of();
    }

    /// Where a service listens; nobody outside this machine may reach it there.
    default String host(String service) {
        return ServiceAddress.LOOPBACK;
    }

    /// Where services reach PostgreSQL, which listens there beside loopback.
    default String postgresHost() {
        return ServiceAddress.LOOPBACK;
    }

    /// Under which address one service knows another.
    ///
    /// @param caller id of the one that is told
    default String endpoint(ServiceAddress service, String caller) {
        return service.endpoint();
    }
}
