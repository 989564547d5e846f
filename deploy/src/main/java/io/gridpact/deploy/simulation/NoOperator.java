package io.gridpact.deploy.simulation;

import io.gridpact.protocol.hash.Hash;
import io.gridpact.protocol.link.OperatorDoor;
import io.gridpact.protocol.link.OperatorOnly;
import jakarta.persistence.EntityManager;
import java.lang.reflect.Proxy;
import java.time.InstantSource;

/// An operator's door that nobody goes through: operators use the use cases themselves here.
final class NoOperator {

    private NoOperator() {}

    static OperatorOnly only() {
        return OperatorOnly.of(
                "spiffe://gridpact/operator/nobody",
                Hash.sha256(Hash.utf8("nobody's key")).hex());
    }

    static OperatorDoor door() {
        return new OperatorDoor(only(), (caller, call, outcome) -> {}, InstantSource.system());
    }

    /// What operators enter is held elsewhere.
    static EntityManager entities() {
        return (EntityManager) Proxy.newProxyInstance(
                NoOperator.class.getClassLoader(), new Class<?>[] {EntityManager.class}, (proxy, method, arguments) -> {
                    throw new UnsupportedOperationException(method.getName());
                });
    }
}
