package io.gridpact.deploy.local;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// Asks a service's management port.
public final class Readiness {

    private static final int TIMEOUT_MILLIS = 2_000;

    private Readiness() {}

    /// Whether the service says that it can do its work.
    public static boolean isReady(ServiceAddress service) {
        try {
            HttpURLConnection connection = open(service, "/q/health/ready");
            int status = connection.getResponseCode();
            connection.disconnect();
            return status == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    /// All its metrics, as Prometheus reads them.
    public static String metrics(ServiceAddress service) throws IOException {
        HttpURLConnection connection = open(service, "/q/metrics");
        try (InputStream body = connection.getInputStream()) {
            return new String(body.readAllBytes(), StandardCharsets.UTF_8);
        } finally {
            connection.disconnect();
        }
    }

    private static HttpURLConnection open(ServiceAddress service, String path) throws IOException {
        HttpURLConnection connection = (HttpURLConnection)
                URI.create(service.managementUrl() + path).toURL().openConnection();
        connection.setConnectTimeout(TIMEOUT_MILLIS);
        connection.setReadTimeout(TIMEOUT_MILLIS);
        return connection;
    }
}
