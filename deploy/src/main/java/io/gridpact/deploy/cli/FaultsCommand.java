package io.gridpact.deploy.cli;

import static java.util.Objects.requireNonNull;

import io.gridpact.deploy.faults.Fault;
import io.gridpact.deploy.faults.FaultRow;
import io.gridpact.deploy.faults.Trial;
import io.gridpact.deploy.faults.TrialGround;
import io.gridpact.deploy.process.ProcessFault;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Breaks a network on purpose.
@Command(
        name = "faults",
        mixinStandardHelpOptions = true,
        description = "Breaks a network of its own on purpose, under load, and counts what of the acknowledged trades"
                + " is left: kills at every step, links cut half open, PostgreSQL restarted and out of disk,"
                + " partitions.")
final class FaultsCommand implements Callable<Integer> {

    private static final int MAX_TIMES = 100;

    @Option(
            names = "--only",
            paramLabel = "KIND",
            split = ",",
            description = "Faults of these kinds only: kill, link, postgres, disk, partition, or the beginning of a"
                    + " name (kill/utility, link/arbiter/reset).")
    private List<String> only = new ArrayList<>();

    @Option(
            names = "--times",
            paramLabel = "N",
            defaultValue = "1",
            description = "Rounds of each fault, 1 to 100 (default: ${DEFAULT-VALUE}).")
    private int times = 1;

    @Option(
            names = "--alone",
            description = "One fault a round, to see which of several is at fault for what was found.")
    private boolean alone;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final Console console = Console.standard();

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Fault> faults = faults();
        List<FaultRow> rows = new ArrayList<>();
        for (Fault.Ground ground : Fault.Ground.values()) {
            List<Fault> here =
                    faults.stream().filter(fault -> fault.ground() == ground).toList();
            if (!here.isEmpty()) {
                rows.addAll(on(ground, here));
            }
        }
        console.result(json, () -> FaultsText.json(rows), () -> FaultsText.text(rows));
        return FaultsText.passed(rows) ? 0 : 1;
    }

    private List<Fault> faults() {
        CommandSpec known = requireNonNull(spec);
        if (times < 1 || times > MAX_TIMES) {
            throw new ParameterException(known.commandLine(), "--times is 1 to " + MAX_TIMES);
        }
        try {
            return Fault.named(only);
        } catch (IllegalArgumentException unknown) {
            throw new ParameterException(known.commandLine(), String.valueOf(unknown.getMessage()), unknown);
        }
    }

    /// What this machine does not allow fails, as any other fault that did not happen.
    private List<FaultRow> on(Fault.Ground ground, List<Fault> faults) throws IOException, InterruptedException {
        try (DemoFolder folder = DemoFolder.open(null, false);
                TrialGround prepared = TrialGround.prepare(ground, folder.folder(), Examples.root(), console);
                Running running = Running.start(folder.folder(), prepared.start(), console, () -> {
                    prepared.close();
                    folder.close();
                });
                Trial trial = new Trial(prepared, running.network(), console)) {
            return trial.run(faults, times, alone);
        } catch (ProcessFault impossible) {
            console.tell(String.valueOf(impossible.getMessage()));
            return faults.stream()
                    .map(fault -> FaultRow.impossible(fault.name(), String.valueOf(impossible.getMessage())))
                    .toList();
        }
    }
}
