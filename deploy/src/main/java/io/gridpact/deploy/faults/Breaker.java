package io.gridpact.deploy.faults;

import io.gridpact.deploy.faults.Fault.Between;
import io.gridpact.deploy.faults.Links.Link;
import io.gridpact.deploy.local.ServiceAddress;
import io.gridpact.deploy.local.ServiceKind;
import io.gridpact.deploy.postgres.PostgresServer;
import io.gridpact.deploy.process.WatchedProcess;
import io.gridpact.deploy.process.WatchedProcess.EndSignal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.stream.Stream;

/// Does one fault to a network, undoes it, and knows whether it has really happened.
final class Breaker implements AutoCloseable {

    private static final String NO_SPACE = "No space left on device";

    private final Trial trial;
    private final Fault fault;
    private final String victim;
    private int killedBefore;
    private int injected;
    private long affectedBefore;
    private boolean begun;

    /// @param number of the round: services of a kind take turns
    Breaker(Trial trial, Fault fault, int number) {
        this.trial = trial;
        this.fault = fault;
        this.victim = fault instanceof Fault.Kill(KillPoint point) ? victim(point.service(), number) : "";
    }

    private String victim(ServiceKind kind, int number) {
        List<ServiceAddress> candidates = trial.network().state().of(kind);
        return candidates.get(number % candidates.size()).id();
    }

    /// The service that a kill is meant for; empty for other faults.
    String victim() {
        return victim;
    }

    /// Whether what is done now waits for this phase.
    boolean isKillIn(Phase phase) {
        return fault instanceof Fault.Kill(KillPoint point) && point.phase() == phase;
    }

    boolean isKill() {
        return fault instanceof Fault.Kill;
    }

    Fault fault() {
        return fault;
    }

    void arm() throws IOException {
        if (fault instanceof Fault.Kill(KillPoint point)) {
            killedBefore = trial.healer().killed(victim);
            trial.ground()
                    .killSwitch()
                    .arm(victim, trial.network().process(victim).orElseThrow().pid(), point);
        }
    }

    boolean hasFired() {
        return fault instanceof Fault.Kill(KillPoint point)
                && trial.ground().killSwitch().hasFired(victim, point);
    }

    /// Begins what lasts until [#end].
    void begin() throws IOException {
        switch (fault) {
            case Fault.Kill _ -> {}
            case Fault.Link(Between between, LinkMode mode) -> {
                affectedBefore = trial.ground().links().affected(links(between));
                trial.ground().links().set(links(between), mode);
            }
            case Fault.Postgres(var signal) -> {
                long pid = postgres().pid();
                trial.network().restartPostgres(signal);
                injected += postgres().pid() != pid ? 1 : 0;
            }
            case Fault.DiskFull _ -> {
                affectedBefore = refusals();
                trial.ground().disk().fill();
            }
            case Fault.Partition(Between between) -> {
                affectedBefore = repeated(between);
                links(between).forEach(link -> namespaces().part(link.caller(), link.callee()));
            }
        }
        begun = true;
    }

    void end() throws IOException {
        if (!begun) {
            return;
        }
        begun = false;
        switch (fault) {
            case Fault.Kill _, Fault.Postgres _ -> {}
            case Fault.Link(Between between, LinkMode _) -> {
                injected += trial.ground().links().affected(links(between)) > affectedBefore ? 1 : 0;
                trial.ground().links().set(links(between), LinkMode.FORWARD);
            }
            case Fault.DiskFull _ -> {
                trial.ground().disk().empty();
                injected += refusals() > affectedBefore ? 1 : 0;
                if (!postgres().isAlive()) {
                    trial.network().restartPostgres(EndSignal.INT);
                }
            }
            case Fault.Partition(Between between) -> {
                injected += repeated(between) > affectedBefore ? 1 : 0;
                links(between).stream().map(Breaker::unordered).distinct().forEach(this::join);
            }
        }
    }

    /// How often it has happened in this round.
    int injected() {
        if (fault instanceof Fault.Kill) {
            return hasFired() && trial.healer().killed(victim) > killedBefore ? 1 : 0;
        }
        return injected;
    }

    private static Link unordered(Link link) {
        return link.caller().compareTo(link.callee()) < 0 ? link : new Link(link.callee(), link.caller());
    }

    private void join(Link link) {
        namespaces().join(link.caller(), link.callee());
    }

    private long repeated(Between between) {
        return links(between).stream()
                .mapToLong(link ->
                        namespaces().repeated(link.caller()) + namespaces().repeated(link.callee()))
                .sum();
    }

    private Namespaces namespaces() {
        return trial.ground().namespaces();
    }

    /// How often somebody has written down that there was no room. PostgreSQL's own log is on the full disk.
    private long refusals() throws IOException {
        long refusals = 0;
        for (ServiceAddress service : trial.network().state().services()) {
            try (Stream<String> lines =
                    Files.lines(trial.network().folder().serviceLog(service.id()), StandardCharsets.UTF_8)) {
                refusals += lines.filter(line -> line.contains(NO_SPACE)).count();
            }
        }
        return refusals;
    }

    private WatchedProcess postgres() {
        return trial.network().process(PostgresServer.NAME).orElseThrow();
    }

    private List<Link> links(Between between) {
        return trial.ground().linksBetween(between);
    }

    /// Leaves nothing broken, however the round went.
    @Override
    public void close() {
        try {
            if (fault instanceof Fault.Kill(KillPoint point)) {
                trial.ground().killSwitch().disarm(victim, point);
            }
            end();
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }
}
