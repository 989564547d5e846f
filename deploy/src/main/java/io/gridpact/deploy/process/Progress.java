package io.gridpact.deploy.process;

/// Tells a waiting person what is going on.
@FunctionalInterface
public interface Progress {

    /// One line.
    void tell(String line);
}
