package io.gridpact.deploy.faults;

import io.gridpact.deploy.local.ServiceAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// The links of a network that can fail: one from each utility to each other and to the arbiter, made when a utility is
/// told where the other is. Thread-safe.
final class Links implements AutoCloseable {

    private final Map<Link, LinkProxy> proxies = new HashMap<>();

    /// @param caller who connects
    /// @param callee who listens
    record Link(String caller, String callee) {}

    /// Where the caller is to find the service.
    synchronized String endpoint(ServiceAddress service, String caller) {
        InetSocketAddress target = new InetSocketAddress(service.host(), service.grpcPort());
        return proxies.computeIfAbsent(new Link(caller, service.id()), link -> new LinkProxy(target))
                .endpoint();
    }

    synchronized void set(List<Link> links, LinkMode mode) {
        links.forEach(link -> proxy(link).set(mode));
    }

    synchronized long affected(List<Link> links) {
        return links.stream().mapToLong(link -> proxy(link).affected()).sum();
    }

    private LinkProxy proxy(Link link) {
        LinkProxy proxy = proxies.get(link);
        if (proxy == null) {
            throw new IllegalArgumentException("no " + link);
        }
        return proxy;
    }

    @Override
    public synchronized void close() {
        proxies.values().forEach(LinkProxy::close);
        proxies.clear();
    }
}
