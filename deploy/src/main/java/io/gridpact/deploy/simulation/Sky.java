package io.gridpact.deploy.simulation;

import com.google.protobuf.MessageLite;
import io.gridpact.deploy.simulation.DirectCall.Answer;
import io.gridpact.deploy.simulation.SimulatedNetwork.Fate;
import io.gridpact.deploy.simulation.SimulatedNetwork.Message;
import io.gridpact.deploy.simulation.Weather.Fault;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What becomes of calls in this run's weather.
final class Sky implements SimulatedNetwork.Sky {

    private static final int LONGEST_DELAY_MILLIS = 2_400_000;

    private final Weather weather;
    private final SplittableRandom random;
    private final Scene scene;
    private final Set<String> cutOff = new HashSet<>();
    private @Nullable SimulatedNetwork network;

    Sky(Weather weather, SplittableRandom random, Scene scene) {
        this.weather = weather;
        this.random = random;
        this.scene = scene;
    }

    void joins(SimulatedNetwork its) {
        network = its;
    }

    void cutOff(String party) {
        if (!weather.isOver()) {
            cutOff.add(party);
        }
    }

    void join(String party) {
        cutOff.remove(party);
    }

    void clearUp() {
        cutOff.clear();
    }

    @Override
    public Fate fateOf(Message message) {
        if (cutOff.contains(message.from()) != cutOff.contains(message.to())
                || cutOff.contains(message.from()) && !message.from().equals(message.to())) {
            return Fate.REQUEST_LOST;
        }
        for (Fate fate : Fate.values()) {
            if (fate != Fate.DELIVERED && weather.strikes(Fault.valueOf(fate.name()))) {
                return fate;
            }
        }
        return Fate.DELIVERED;
    }

    @Override
    public int partsOf(Message message) {
        return random.nextInt(message.parts().size() + 1);
    }

    @Override
    public void later(Message message) {
        SimulatedNetwork its = network;
        if (its != null) {
            long wait = random.nextInt(4) == 0 ? random.nextInt(LONGEST_DELAY_MILLIS) : random.nextInt(5_000);
            scene.later(scene.now().plusMillis(1 + wait), "late " + name(message), () -> its.deliver(message));
        }
    }

    @Override
    public Message altered(Message message) {
        return message;
    }

    @Override
    public void ended(Message message, Fate fate, Answer answer) {
        Status status = answer.status();
        String reason = status.isOk()
                ? "OK"
                : RefusalStatus.refusalOf(new StatusRuntimeException(status, answer.trailers()))
                                .reason() + " " + status.getDescription();
        scene.trace(name(message) + " " + content(message) + " " + fate + ": " + reason);
        if (reason.startsWith(Reason.INTERNAL.name())
                || reason.startsWith(Reason.SIGNATURE_INVALID.name())
                || reason.startsWith(Reason.EQUIVOCATION.name())) {
            throw new BrokenInvariantException(name(message) + " between honest parties: " + reason + " " + status);
        }
    }

    private static int content(Message message) {
        return Arrays.hashCode(message.parts().stream()
                .mapToInt(part -> part instanceof MessageLite bytes ? Arrays.hashCode(bytes.toByteArray()) : 0)
                .toArray());
    }

    private static String name(Message message) {
        return message.from() + " calls " + message.to() + " " + message.method().getBareMethodName();
    }
}
