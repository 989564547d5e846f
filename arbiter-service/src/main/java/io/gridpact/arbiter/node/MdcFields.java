package io.gridpact.arbiter.node;

import io.gridpact.protocol.link.LogFields;
import org.jboss.logging.MDC;

/// Fields of log lines in the log manager's own context of the thread.
final class MdcFields implements LogFields {

    @Override
    public void put(String key, String value) {
        MDC.put(key, value);
    }

    @Override
    public void remove(String key) {
        MDC.remove(key);
    }
}
