package io.gridpact.protocol.link;

import java.time.Duration;

/// Is told of calls as they begin and end; the services' metrics.
public interface CallMeter {

    /// Outcome of a call that was answered.
    String OK = "OK";

    /// Outcome of a call whose caller went away.
    String CANCELLED = "CANCELLED";

    /// Counts nothing.
    CallMeter NONE = new CallMeter() {
        @Override
        public void opened(String party, String method) {}

        @Override
        public void closed(String party, String method, String outcome, Duration elapsed) {}
    };

    /// @param party the peer that is called, or empty where we are called
    /// @param method `gridpact.trade.v1.TradeService/Confirm`
    void opened(String party, String method);

    /// A statement was refused for its signature, written down or not.
    ///
    /// @param caller who brought it, by participant id
    /// @param method as in [#opened]
    default void signatureRefused(String caller, String method) {}

    /// @param outcome [#OK], [#CANCELLED] or the name of a reason
    void closed(String party, String method, String outcome, Duration elapsed);
}
