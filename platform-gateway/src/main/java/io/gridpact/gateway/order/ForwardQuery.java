package io.gridpact.gateway.order;

import com.google.protobuf.ByteString;
import io.gridpact.gateway.utility.AnswerSink;
import io.gridpact.gateway.utility.UtilityClient;
import io.gridpact.gateway.utility.Watching;
import io.gridpact.protocol.link.Caller;
import io.gridpact.protocol.order.PlatformQuery;

/// Brings platforms' signed questions to the utility that is asked and its answers back, both untouched. Each throws
/// the utility's own status, or a [io.gridpact.protocol.refusal.RefusedException].
public final class ForwardQuery {

    private final Routes routes;
    private final UtilityClient utilities;

    public ForwardQuery(Routes routes, UtilityClient utilities) {
        this.routes = routes;
        this.utilities = utilities;
    }

    public ByteString checkLimit(Caller caller, PlatformQuery query, ByteString request) {
        return utilities.checkLimit(routes.of(caller, query), request);
    }

    public ByteString getTrade(Caller caller, PlatformQuery query, ByteString request) {
        return utilities.getTrade(routes.of(caller, query), request);
    }

    public ByteString listTrades(Caller caller, PlatformQuery query, ByteString request) {
        return utilities.listTrades(routes.of(caller, query), request);
    }

    public Watching watchTrades(Caller caller, PlatformQuery query, ByteString request, AnswerSink sink) {
        return utilities.watchTrades(routes.of(caller, query), request, sink);
    }
}
