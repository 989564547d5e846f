package io.gridpact.protocol.link;

/// Keeps who called the operator's door and what came of it.
@FunctionalInterface
public interface AuditTrail {

    /// @param caller SPIFFE id
    /// @param call as in `PutParticipant north 3`
    /// @param outcome `OK`, or the name of a reason
    void record(String caller, String call, String outcome);
}
