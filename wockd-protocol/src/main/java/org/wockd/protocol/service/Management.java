package org.wockd.protocol.service;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.stream.Collectors;
import org.wockd.protocol.service.HttpPages.Answer;

/** What a process is watched by over HTTP: {@code /healthz}, {@code /readyz} and {@code /metrics}. */
final class Management implements AutoCloseable {

    static final int MOST_AT_ONCE = 8;

    private final HttpPages http;

    private Management(HttpPages http) {
        this.http = http;
    }

    /**
     * Listens.
     *
     * @throws IOException when the address cannot be had
     */
    static Management open(Endpoint listen, Readiness readiness, PrometheusMeterRegistry meters) throws IOException {
        return new Management(
                HttpPages.open("management", listen, MOST_AT_ONCE, path -> answer(path, readiness, meters), meters));
    }

    /** Where it listens in fact. */
    InetSocketAddress address() {
        return http.address();
    }

    private static Answer answer(String path, Readiness readiness, PrometheusMeterRegistry meters) {
        return switch (path) {
            case "/healthz" -> Answer.text(200, "alive\n");
            case "/readyz" -> ready(readiness);
            case "/metrics" -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape(), Map.of());
            default -> Answer.text(404, "There is /healthz, /readyz and /metrics.\n");
        };
    }

    private static Answer ready(Readiness readiness) {
        Map<String, String> reasons = readiness.notReady();
        return reasons.isEmpty()
                ? Answer.text(200, "ready\n")
                : Answer.text(
                        503,
                        reasons.entrySet().stream()
                                .map(r -> r.getKey() + ": " + r.getValue() + "\n")
                                .collect(Collectors.joining()));
    }

    @Override
    public void close() {
        http.close();
    }
}
