package io.gridpact.arbiter.log;

/// Whether the log can be appended to.
public sealed interface LogStatus {

    /// It has not been read yet.
    record Starting() implements LogStatus {}

    /// It is what was signed, and is appended to.
    record Serving(LogTail tail) implements LogStatus {}

    /// The store did not answer, or did not take what was written; it is asked again.
    record Unreachable(String why) implements LogStatus {}

    /// It is not what was signed. Nothing is appended until somebody has looked at it and started the arbiter anew.
    record Contradicted(String why) implements LogStatus {}

    /// For people.
    default String text() {
        return switch (this) {
            case Starting() -> "the log is being read";
            case Serving(LogTail tail) -> "serving a log of " + tail.tree().size() + " leaves";
            case Unreachable(String why) -> "the log's database does not do what it is asked: " + why;
            case Contradicted(String why) -> "the log contradicts what was signed: " + why;
        };
    }
}
