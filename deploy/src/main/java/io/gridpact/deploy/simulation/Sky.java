package io.gridpact.deploy.simulation;

import com.google.protobuf.MessageLite;
import io.gridpact.deploy.simulation.DirectCall.Answer;
import io.gridpact.deploy.simulation.SimulatedNetwork.Fate;
import io.gridpact.deploy.simulation.SimulatedNetwork.Message;
import io.gridpact.deploy.simulation.Weather.Fault;
import io.gridpact.protocol.link.RefusalStatus;
import io.gridpact.protocol.refusal.Reason;
import io.gridpact.protocol.refusal.Refusal;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/// What becomes of calls in this run's weather.
final class Sky implements SimulatedNetwork.Sky {

    private static final int LONGEST_DELAY_MILLIS = 2_400_000;

    private final Weather weather;
    private final SplittableRandom random;
    private final Scene scene;
    private final Optional<Liar> liar;
    private final Set<String> cutOff = new HashSet<>();
    private @Nullable SimulatedNetwork network;

    Sky(Weather weather, SplittableRandom random, Optional<Liar> liar, Scene scene) {
        this.liar = liar;
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
        Optional<Fate> wanted = liar.filter(lying -> lying.id().equals(message.from()))
                .flatMap(lying -> lying.fate(message, scene.now()));
        if (wanted.isPresent()) {
            return wanted.get();
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
        if (scene.isLiar(message.from())) {
            return liar.map(lying -> lying.says(message)).orElse(message);
        }
        if (scene.isLiar(message.to())) {
            liar.ifPresent(lying -> message.parts().forEach(lying::hears));
        }
        return message;
    }

    @Override
    public Answer altered(Message asked, Answer answer) {
        return scene.isLiar(asked.to())
                ? liar.map(lying -> lying.answers(asked, answer)).orElse(answer)
                : answer;
    }

    @Override
    public void ended(Message message, Fate fate, Answer answer) {
        Status status = answer.status();
        Refusal refusal = status.isOk()
                ? Refusal.of(Reason.INTERNAL)
                : RefusalStatus.refusalOf(new StatusRuntimeException(status, answer.trailers()));
        String result = status.isOk() ? "OK" : refusal.reason() + " " + status.getDescription();
        scene.trace(name(message) + " " + content(message) + " " + fate + ": " + result);
        if (!status.isOk() && !scene.isLiar(message.to())) {
            judge(message, refusal.reason(), status);
        }
    }

    private void judge(Message message, Reason reason, Status status) {
        boolean fault = reason == Reason.INTERNAL;
        boolean accusation = reason == Reason.SIGNATURE_INVALID
                || reason == Reason.EQUIVOCATION
                || reason == Reason.INVALID_PROOF
                || reason == Reason.ORDER_CONFLICT;
        boolean aLie = scene.isLiar(message.from()) || Cast.PLATFORMS.stream().anyMatch(scene::isLiar);
        if (fault || accusation && !aLie) {
            scene.breaks(name(message) + " and is refused: " + reason + " " + status);
            return;
        }
        if (accusation) {
            scene.found(message.to() + " refuses what " + message.from() + " says: " + reason);
        }
    }

    private static int content(Message message) {
        return Arrays.hashCode(message.parts().stream()
                .mapToInt(part -> part instanceof MessageLite bytes ? Arrays.hashCode(bytes.toByteArray()) : 0)
                .toArray());
    }

    private static String name(Message message) {
        return message.from() + " calls " + message.to() + " "
                + message.method().getBareMethodName();
    }
}
