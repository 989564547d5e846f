package io.gridpact.protocol.link;

/// Fields that every log line of this thread carries until they are taken away; the services' mapped diagnostic
/// context.
public interface LogFields {

    /// Lines carry nothing.
    LogFields NONE = new LogFields() {
        @Override
        public void put(String key, String value) {}

        @Override
        public void remove(String key) {}
    };

    void put(String key, String value);

    void remove(String key);
}
