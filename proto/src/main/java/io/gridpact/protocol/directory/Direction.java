package io.gridpact.protocol.directory;

/// Which way energy flows through a meter. Names are hashed and never change.
public enum Direction {
    /// Into the grid.
    INJECTION,
    /// Out of the grid.
    CONSUMPTION
}
