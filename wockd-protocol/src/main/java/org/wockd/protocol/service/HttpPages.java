package org.wockd.protocol.service;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;

/**
 * A small HTTP server for what is only read: it answers GET and HEAD, reads no body, serves so many requests at once and
 * refuses more with 503.
 */
public final class HttpPages implements AutoCloseable {

    /** The content type of plain text. */
    public static final String TEXT = "text/plain; charset=utf-8";

    static {
        // The JDK's server takes its limits from here alone: sockets in all, and seconds for a request to come in.
        limit("jdk.httpserver.maxConnections", "64");
        limit("sun.net.httpserver.maxReqTime", "10");
        limit("sun.net.httpserver.maxRspTime", "30");
    }

    /**
     * What is answered.
     *
     * @param type the content type
     * @param headers further ones
     */
    public record Answer(int status, String type, String body, Map<String, String> headers) {
        public Answer {
            headers = Map.copyOf(headers);
        }

        /** Plain text. */
        public static Answer text(int status, String body) {
            return new Answer(status, TEXT, body, Map.of());
        }
    }

    /** Makes the answers; may block. */
    @FunctionalInterface
    public interface Pages {
        /**
         * The answer for a path.
         *
         * @param path decoded, with the slash it begins with
         */
        Answer at(String path);
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final Semaphore free;
    private final String name;
    private final Pages pages;
    private final MeterRegistry meters;

    private HttpPages(HttpServer server, String name, int mostAtOnce, Pages pages, MeterRegistry meters) {
        this.server = server;
        this.name = name;
        this.pages = pages;
        this.meters = meters;
        this.free = new Semaphore(mostAtOnce);
        this.threads = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name(name + "-", 0).factory());
    }

    private static void limit(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    /**
     * Listens.
     *
     * @param name of its threads and metrics
     * @param mostAtOnce requests
     * @param meters gets {@code wockd.http.requests} by server and status
     * @throws IOException when the address cannot be had
     */
    public static HttpPages open(String name, Endpoint listen, int mostAtOnce, Pages pages, MeterRegistry meters)
            throws IOException {
        var http = new HttpPages(HttpServer.create(listen.resolve(), mostAtOnce), name, mostAtOnce, pages, meters);
        http.server.setExecutor(http.threads);
        http.server.createContext("/", http::serve);
        http.server.start();
        return http;
    }

    /** Where it listens in fact. */
    public InetSocketAddress address() {
        return server.getAddress();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (!free.tryAcquire()) {
                send(exchange, Answer.text(503, "Too many requests at once; ask again.\n"));
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
            return new Answer(405, TEXT, "Only GET and HEAD are answered here.\n", Map.of("Allow", "GET, HEAD"));
        }
        String path = exchange.getRequestURI().getPath();
        return pages.at(path == null ? "/" : path);
    }

    private void send(HttpExchange exchange, Answer answer) throws IOException {
        meters.counter("wockd.http.requests", "server", name, "status", Integer.toString(answer.status()))
                .increment();
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", answer.type());
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        answer.headers().forEach(exchange.getResponseHeaders()::set);
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
