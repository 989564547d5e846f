package io.gridpact.deploy.hostile;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.nio.NioEventLoopGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Hostile clients of one kind at work, one on each service that they were given, until this is closed.
public final class Hostilities implements AutoCloseable {

    private static final int END_SECONDS = 5;

    private final EventLoopGroup group = new NioEventLoopGroup(1);
    private final List<Thread> threads = new ArrayList<>();
    private final Tally tally = new Tally();
    private volatile boolean goesOn = true;

    private Hostilities() {}

    public static Hostilities begin(HostileKind kind, List<Victim> victims) {
        Hostilities hostilities = new Hostilities();
        for (Victim victim : victims) {
            HostileClient client =
                    new HostileClient(hostilities.group, victim, () -> hostilities.goesOn, hostilities.tally);
            hostilities.threads.add(Thread.ofPlatform()
                    .name("hostile-to-" + victim.service())
                    .daemon()
                    .start(() -> client.run(kind)));
        }
        return hostilities;
    }

    /// Of all of them together, so far.
    public Tally tally() {
        return tally;
    }

    /// Ends them all and their connections.
    @Override
    public void close() {
        goesOn = false;
        for (Thread thread : threads) {
            try {
                thread.join(TimeUnit.SECONDS.toMillis(END_SECONDS));
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(END_SECONDS, TimeUnit.SECONDS);
    }
}
