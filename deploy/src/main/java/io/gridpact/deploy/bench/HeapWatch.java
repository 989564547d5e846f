package io.gridpact.deploy.bench;

import io.gridpact.deploy.local.Readiness;
import io.gridpact.deploy.local.ServiceAddress;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/// Looks at each service's used heap twice a second and remembers the most.
final class HeapWatch implements AutoCloseable {

    private static final long LOOK_MILLIS = 500;
    private static final String HEAP = "jvm_memory_used_bytes{area=\"heap\"";
    private static final long BYTES_PER_MEGABYTE = 1 << 20;

    private final List<ServiceAddress> services;
    private final Map<String, Long> peakBytes = new ConcurrentSkipListMap<>();
    private final Thread looking;

    HeapWatch(List<ServiceAddress> services) {
        this.services = services;
        this.looking = Thread.ofPlatform().daemon().name("heap-watch").start(this::look);
    }

    private void look() {
        while (!Thread.currentThread().isInterrupted()) {
            for (ServiceAddress service : services) {
                try {
                    peakBytes.merge(service.id(), usedBytes(Readiness.metrics(service)), Math::max);
                } catch (IOException unanswered) {
                    // The next look counts.
                }
            }
            try {
                Thread.sleep(LOOK_MILLIS);
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    private static long usedBytes(String metrics) {
        return metrics.lines()
                .filter(line -> line.startsWith(HEAP))
                .mapToLong(line -> new BigDecimal(line.substring(line.lastIndexOf(' ') + 1)).longValue())
                .sum();
    }

    /// By service, in whole megabytes.
    Map<String, Long> peakMegabytes() {
        Map<String, Long> megabytes = new ConcurrentSkipListMap<>();
        peakBytes.forEach((service, bytes) -> megabytes.put(service, bytes / BYTES_PER_MEGABYTE));
        return megabytes;
    }

    @Override
    public void close() {
        looking.interrupt();
    }
}
