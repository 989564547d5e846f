package io.gridpact.deploy.faults;

import io.gridpact.deploy.process.ProcessFault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// A network namespace for each service, joined by a bridge of our own on which nothing else is. Two services are
/// parted by sending each other's packets to an address of the link that nobody has: they are lost without a word, as
/// on a broken line.
final class Namespaces implements AutoCloseable {

    private static final int FIRST_HOST = 11;
    private static final int NETWORKS = 250;

    /// An address of the link, locally administered, that nobody has.
    private static final String NOBODY = "02:00:00:00:00:fe";

    /// Arguments: a prefix for names, the bridge's address, then a number, a namespace and an address for each service.
    private static final String MAKE = """
            prefix=$1; shift
            ip link add "${prefix}br" type bridge && ip addr add "$1/24" dev "${prefix}br" &&
              ip link set "${prefix}br" up || return 1
            shift
            while [ $# -ge 3 ]; do
              names="$names $2"
              ip netns add "$2" && ip link add "${prefix}v$1" type veth peer name eth0 netns "$2" &&
                ip link set "${prefix}v$1" master "${prefix}br" up && ip -n "$2" addr add "$3/24" dev eth0 &&
                ip -n "$2" link set eth0 up && ip -n "$2" link set lo up || return 1
              shift 3
            done""";

    private static final String DROP = """
            for name in $names; do ip netns del "$name"; done
            if [ -n "$prefix" ]; then ip link del "${prefix}br"; fi""";

    private final String network;
    private final Map<String, String> namespaces;
    private final Map<String, String> hosts;
    private final SystemResource made;

    private Namespaces(String network, Map<String, String> namespaces, Map<String, String> hosts, SystemResource made) {
        this.network = network;
        this.namespaces = namespaces;
        this.hosts = hosts;
        this.made = made;
    }

    /// @throws ProcessFault if this machine does not let us
    static Namespaces make(List<String> services, Path log) throws IOException {
        long pid = ProcessHandle.current().pid();
        String prefix = "gp" + pid;
        String network = "10.213." + (pid % NETWORKS + 1) + ".";
        Map<String, String> namespaces = new TreeMap<>();
        Map<String, String> hosts = new TreeMap<>();
        List<String> arguments = new ArrayList<>(List.of(prefix, network + "1"));
        for (int index = 0; index < services.size(); index++) {
            String service = services.get(index);
            namespaces.put(service, prefix + "-" + service);
            hosts.put(service, network + (FIRST_HOST + index));
            arguments.addAll(List.of(Integer.toString(index), prefix + "-" + service, network + (FIRST_HOST + index)));
        }
        return new Namespaces(
                network, namespaces, hosts, SystemResource.make("network namespaces", MAKE, DROP, arguments, log));
    }

    /// Put before the command of a service.
    List<String> before(String service) {
        return List.of("ip", "netns", "exec", namespace(service));
    }

    String host(String service) {
        return find(hosts, service);
    }

    /// Of the bridge: where everyone in a namespace reaches what is outside.
    String outside() {
        return network + "1";
    }

    /// Loses all packets between the two from now on.
    void part(String one, String other) {
        lose(one, other);
        lose(other, one);
    }

    void join(String one, String other) {
        run("ip", "-n", namespace(one), "neigh", "del", host(other), "dev", "eth0");
        run("ip", "-n", namespace(other), "neigh", "del", host(one), "dev", "eth0");
    }

    private void lose(String from, String to) {
        run(
                "ip",
                "-n",
                namespace(from),
                "neigh",
                "replace",
                host(to),
                "lladdr",
                NOBODY,
                "nud",
                "permanent",
                "dev",
                "eth0");
    }

    /// Pieces of TCP that a service's namespace has had to send again since it was made.
    long repeated(String service) {
        String[] lines = run("ip", "netns", "exec", namespace(service), "cat", "/proc/net/snmp")
                .split("\n");
        List<String> names = List.of();
        for (String line : lines) {
            if (line.startsWith("Tcp:") && names.isEmpty()) {
                names = List.of(line.split(" "));
            } else if (line.startsWith("Tcp:")) {
                return Long.parseLong(line.split(" ")[names.indexOf("RetransSegs")]);
            }
        }
        throw new ProcessFault("the kernel does not count what TCP sends again");
    }

    private String namespace(String service) {
        return find(namespaces, service);
    }

    private static String find(Map<String, String> map, String service) {
        String found = map.get(service);
        if (found == null) {
            throw new IllegalArgumentException("no namespace of " + service);
        }
        return found;
    }

    private static String run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new ProcessFault(String.join(" ", command) + ": " + said.strip());
            }
            return said;
        } catch (IOException missing) {
            throw new ProcessFault("cannot run " + command[0], missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new ProcessFault("interrupted", interrupted);
        }
    }

    @Override
    public void close() {
        made.close();
    }
}
