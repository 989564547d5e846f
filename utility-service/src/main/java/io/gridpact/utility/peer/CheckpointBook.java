package io.gridpact.utility.peer;

/// The last checkpoint of the arbiter's log whose signature and consistency this utility has verified.
public interface CheckpointBook {

    /// A C2SP signed note; empty where none is held yet.
    String last();

    /// Replaces the checkpoint held by a larger or equal one.
    void keep(ArbiterLink.VerifiedCheckpoint checkpoint);
}
