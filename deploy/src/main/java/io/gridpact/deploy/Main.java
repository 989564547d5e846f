package io.gridpact.deploy;

import static java.util.Objects.requireNonNull;

import io.gridpact.deploy.cli.Commands;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Where `deploy/gridpact` hands over: picks the command and turns its outcome into an exit status.
@Command(
        name = "gridpact",
        description = "Runs, drives and checks a Gridpact network on this machine.",
        mixinStandardHelpOptions = true)
public final class Main implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    private Main() {}

    @Override
    public void run() {
        throw new ParameterException(requireNonNull(spec).commandLine(), "Name a command.");
    }

    public static void main(String[] arguments) {
        System.exit(Commands.addTo(new CommandLine(new Main())).execute(arguments));
    }
}
