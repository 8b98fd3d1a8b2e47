package org.wockd.protocol.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * The HTTP server from which the process is watched: {@code /healthz}, {@code /readyz} and {@code /metrics}.
 *
 * <p>It answers GET and HEAD only, reads no body, serves {@value #MOST_AT_ONCE} requests at once and refuses more with 503.
 */
final class Management implements AutoCloseable {

    static final int MOST_AT_ONCE = 8;

    private static final String TEXT = "text/plain; charset=utf-8";

    static {
        // The JDK's server takes its limits from here alone: sockets in all, and seconds for a request to come in.
        limit("jdk.httpserver.maxConnections", "64");
        limit("sun.net.httpserver.maxReqTime", "10");
        limit("sun.net.httpserver.maxRspTime", "30");
    }

    private record Answer(int status, String type, String body) {}

    private final HttpServer server;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("management-", 0).factory());
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);
    private final Readiness readiness;
    private final PrometheusMeterRegistry meters;

    private Management(HttpServer server, Readiness readiness, PrometheusMeterRegistry meters) {
        this.server = server;
        this.readiness = readiness;
        this.meters = meters;
    }

    private static void limit(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Listens.
     *
     * @throws IOException when the address cannot be had
     */
    static Management open(Endpoint listen, Readiness readiness, PrometheusMeterRegistry meters) throws IOException {
        var management = new Management(HttpServer.create(listen.resolve(), MOST_AT_ONCE), readiness, meters);
        management.server.setExecutor(management.threads);
        management.server.createContext("/", management::serve);
        management.server.start();
        return management;
    }

    /** Where it listens in fact. */
    InetSocketAddress address() {
        return server.getAddress();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!free.tryAcquire()) {
                send(exchange, new Answer(503, TEXT, "Too many requests at once; ask again.\n"));
                return;
            }
            try {
                send(exchange, answer(exchange));
            } finally {
                free.release();
            }
        }
    }

    private Answer answer(HttpExchange exchange) {
        String method = exchange.getRequestMethod();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            exchange.getResponseHeaders().set("Allow", "GET, HEAD");
            return new Answer(405, TEXT, "Only GET and HEAD are answered here.\n");
        }
        return switch (exchange.getRequestURI().getPath()) {
            case "/healthz" -> new Answer(200, TEXT, "alive\n");
            case "/readyz" -> ready();
            case "/metrics" -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", meters.scrape());
            default -> new Answer(404, TEXT, "There is /healthz, /readyz and /metrics.\n");
        };
    }

    private Answer ready() {
        Map<String, String> reasons = readiness.notReady();
        return reasons.isEmpty()
                ? new Answer(200, TEXT, "ready\n")
                : new Answer(
                        503,
                        TEXT,
                        reasons.entrySet().stream()
                                .map(r -> r.getKey() + ": " + r.getValue() + "\n")
                                .collect(Collectors.joining()));
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(body.length));
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
