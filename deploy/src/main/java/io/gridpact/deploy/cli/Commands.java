package io.gridpact.deploy.cli;

import io.gridpact.deploy.network.MalformedFileException;
import io.gridpact.deploy.process.ProcessFault;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Refusal;
import io.gridpact.protocol.refusal.RefusedException;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParseResult;

/// All commands, and what they say when they fail.
public final class Commands {

    private Commands() {}

    public static CommandLine addTo(CommandLine root) {
        List.of(
                        new DemoCommand(),
                        new UpCommand(),
                        new DownCommand(),
                        new OrderCommand(),
                        new TradeCommand(),
                        new UpdateCommand(),
                        new OutageCommand(),
                        new ReadingCommand(),
                        new ReviewCommands(),
                        new ClockCommand(),
                        new CheckCommand(),
                        new PeerCommand(),
                        new KeyCommand(),
                        new FeederCommand(),
                        new ScheduleCommand(),
                        new BenchCommand(),
                        new FaultsCommand(),
                        new SimulateCommand(),
                        new GenerateCommand(),
                        new PrepareCommand())
                .forEach(root::addSubcommand);
        EnrolCommands.all().forEach(root::addSubcommand);
        return root.setExecutionExceptionHandler(Commands::failed);
    }

    private static int failed(Exception fault, CommandLine command, ParseResult arguments) {
        Console.standard().fault(sentence(fault));
        if (System.getenv("GRIDPACT_TRACE") != null) {
            fault.printStackTrace();
        }
        return ExitCode.SOFTWARE;
    }

    private static String sentence(Exception fault) {
        return switch (fault) {
            case ProcessFault expected -> String.valueOf(expected.getMessage());
            case MalformedFileException malformed -> String.valueOf(malformed.getMessage());
            case NoSuchFileException missing -> missing.getFile() + " is not there";
            case StatusRuntimeException refused ->
                text(RefusalStatus.refusalOf(refused)) + " ("
                        + refused.getStatus().getCode() + ")";
            case RefusedException refused -> text(refused.refusal());
            case IOException io -> String.valueOf(io.getMessage());
            default -> fault.toString();
        };
    }

    private static String text(Refusal refusal) {
        StringBuilder text = new StringBuilder("refused: " + refusal.reason());
        if (!refusal.field().isEmpty()) {
            text.append(", field ").append(refusal.field());
        }
        if (!refusal.description().isEmpty()) {
            text.append(", ").append(refusal.description());
        }
        return text.toString();
    }
}
