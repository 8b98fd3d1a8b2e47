package org.wockd.protocol.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ManagementTest {

    private final Readiness readiness = new Readiness();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HttpClient client = HttpClient.newHttpClient();
    private Management management;

    @BeforeEach
    void open() throws Exception {
        management = Management.open(new Endpoint("127.0.0.1", 0), readiness, meters);
    }

    @AfterEach
    void close() {
        management.close();
        client.close();
    }

    private HttpResponse<String> ask(String method, String path) throws Exception {
        var uri = URI.create("http://127.0.0.1:" + management.address().getPort() + path);
        var request = HttpRequest.newBuilder(uri)
                .method(method, HttpRequest.BodyPublishers.noBody())
                .build();
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itListensOnLoopback() {
        assertThat(management.address().getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void aliveAtOnceButReadyOnlyWhenEveryPartIs() throws Exception {
        readiness.register("link", () -> Optional.of("the core does not answer"));
        readiness.register("store", Optional::empty);
        assertThat(ask("GET", "/healthz").statusCode()).isEqualTo(200);
        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(503);
        assertThat(ask("GET", "/readyz").body()).isEqualTo("link: the core does not answer\n");

        readiness.register("link", Optional::empty);
        assertThat(ask("GET", "/readyz").statusCode()).isEqualTo(200);
    }

    @Test
    void whatIsCountedIsShown() throws Exception {
        meters.counter("stanzas").increment(3);
        HttpResponse<String> answer = ask("GET", "/metrics?any=query");
        assertThat(answer.body()).contains("stanzas_total 3.0");
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
    }

    @Test
    void badRequestsAreAnswered() throws Exception {
        assertThat(ask("GET", "/metrics/x").statusCode()).isEqualTo(404);
        assertThat(ask("GET", "/").body()).isEqualTo("There is /healthz, /readyz and /metrics.\n");
        HttpResponse<String> post = ask("POST", "/healthz");
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(post.headers().firstValue("Allow")).contains("GET, HEAD");
        HttpResponse<String> head = ask("HEAD", "/healthz");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
    }
}
