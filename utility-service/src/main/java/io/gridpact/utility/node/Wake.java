package io.gridpact.utility.node;

import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Something has arrived or been logged: what waited for it may be due. A hint only; due work also looks by itself.
@Singleton
public class Wake {

    private final List<Runnable> sleepers = new CopyOnWriteArrayList<>();

    /// Whoever is to be woken; returns quickly.
    public void onWake(Runnable sleeper) {
        sleepers.add(sleeper);
    }

    public void wake() {
        sleepers.forEach(Runnable::run);
    }
}
