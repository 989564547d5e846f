package io.gridpact.protocol.journal;

/// The origin line of an arbiter's checkpoints, which is also the name of the key that signs them (C2SP
/// `tlog-checkpoint`).
public final class LogOrigin {

    private static final String PREFIX = "gridpact/log/";

    private LogOrigin() {}

    /// @param arbiter the arbiter's participant id
    public static String of(String arbiter) {
        return PREFIX + arbiter;
    }
}
