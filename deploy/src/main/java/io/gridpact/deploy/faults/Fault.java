package io.gridpact.deploy.faults;

import io.gridpact.deploy.local.ServiceKind;
import io.gridpact.deploy.process.WatchedProcess.EndSignal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Something that is done to a network.
public sealed interface Fault {

    /// As rows and `--only` name it: its kind, a slash, and what it is.
    String name();

    /// What it needs of the network that it is done to.
    default Ground ground() {
        return Ground.PLAIN;
    }

    /// Whether both can be done in one round.
    default boolean goesWith(Fault other) {
        return this instanceof Kill(KillPoint one)
                && other instanceof Kill(KillPoint two)
                && one.phase().goesWith(two.phase());
    }

    /// What a network has to be for a fault.
    enum Ground {
        /// Services with the agent, on loopback, with links that can fail.
        PLAIN,
        /// The same, PostgreSQL's data on a small file system of its own.
        SMALL_DISK,
        /// Each service in a network namespace of its own.
        NAMESPACES
    }

    /// One service is killed at one point.
    record Kill(KillPoint point) implements Fault {
        @Override
        public String name() {
            return "kill/" + point.service().name().toLowerCase(Locale.ROOT) + "/" + point.name();
        }
    }

    /// Links fail for a while.
    record Link(Between between, LinkMode mode) implements Fault {
        @Override
        public String name() {
            return "link/" + between.name().toLowerCase(Locale.ROOT) + "/"
                    + mode.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// Whose links.
    enum Between {
        UTILITIES,
        ARBITER
    }

    /// PostgreSQL is ended and starts again.
    record Postgres(EndSignal signal) implements Fault {
        @Override
        public String name() {
            return "postgres/" + (signal == EndSignal.QUIT ? "crash" : "restart");
        }
    }

    /// PostgreSQL's disk is full for a while.
    record DiskFull() implements Fault {
        @Override
        public String name() {
            return "disk/full";
        }

        @Override
        public Ground ground() {
            return Ground.SMALL_DISK;
        }
    }

    /// Packets between two kinds of services are lost for a while.
    record Partition(Between between) implements Fault {
        @Override
        public String name() {
            return "partition/" + between.name().toLowerCase(Locale.ROOT);
        }

        @Override
        public Ground ground() {
            return Ground.NAMESPACES;
        }
    }

    /// Every fault that there is.
    static List<Fault> all() {
        List<Fault> faults = new ArrayList<>();
        for (ServiceKind kind : ServiceKind.values()) {
            KillPoints.of(kind).forEach(point -> faults.add(new Kill(point)));
        }
        for (Between between : Between.values()) {
            for (LinkMode mode : LinkMode.values()) {
                if (mode != LinkMode.FORWARD) {
                    faults.add(new Link(between, mode));
                }
            }
        }
        faults.add(new Postgres(EndSignal.INT));
        faults.add(new Postgres(EndSignal.QUIT));
        faults.add(new DiskFull());
        faults.add(new Partition(Between.UTILITIES));
        faults.add(new Partition(Between.ARBITER));
        return List.copyOf(faults);
    }

    /// Those whose name is one of these or begins with one and a slash; all where none is given.
    ///
    /// @throws IllegalArgumentException if one names nothing
    static List<Fault> named(List<String> wanted) {
        List<Fault> all = all();
        if (wanted.isEmpty()) {
            return all;
        }
        for (String name : wanted) {
            if (all.stream().noneMatch(fault -> matches(fault, name))) {
                throw new IllegalArgumentException("no fault " + name);
            }
        }
        return all.stream()
                .filter(fault -> wanted.stream().anyMatch(name -> matches(fault, name)))
                .toList();
    }

    private static boolean matches(Fault fault, String name) {
        return fault.name().equals(name) || fault.name().startsWith(name + "/");
    }
}
