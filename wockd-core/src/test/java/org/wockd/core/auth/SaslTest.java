package org.wockd.core.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.wockd.core.auth.ScramClient.text;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.wockd.core.store.ScramKeys;
import org.wockd.core.store.ScramKeys.Hash;

/** Juliet logs in at capulet.example; Tybalt tries to. */
class SaslTest {

    private static final String HOST = "capulet.example";
    private static final byte[] BINDING = {1, 2, 3, 0, ',', '='};
    private static final ChannelBindings BOUND = new ChannelBindings() {
        @Override
        public byte @Nullable [] data(String type) {
            return type.equals("tls-exporter") ? BINDING : null;
        }

        @Override
        public Set<String> types() {
            return Set.of("tls-exporter");
        }
    };

    private final Map<String, Map<Hash, ScramKeys>> accounts = new HashMap<>();
    private final ServerSecret secret = new ServerSecret(new byte[32]);
    private final LoginLimits limits =
            new LoginLimits(LoginLimits.Numbers.DEFAULT, InstantSource.system(), new SimpleMeterRegistry());

    SaslTest() {
        accounts.put("juliet@" + HOST, ScramSecrets.deriveAll("r0m30myr0m30", 4096));
    }

    private @Nullable ScramKeys keys(String localpart, String host, Hash hash) {
        return accounts.getOrDefault(localpart + "@" + host, Map.of()).get(hash);
    }

    private Mechanisms stream(boolean tls, ChannelBindings bindings) {
        return stream(new Sasl.Settings(EnumSet.allOf(Mechanism.class), 4096, true), tls, bindings);
    }

    private Mechanisms stream(Sasl.Settings settings, boolean tls, ChannelBindings bindings) {
        return new Sasl(settings, this::keys, secret, limits)
                .forStream(HOST, tls, bindings, InetAddress.getLoopbackAddress());
    }

    private Step login(Mechanism mechanism, ScramClient client, ChannelBindings bindings) {
        var exchange = stream(true, bindings).begin(mechanism.saslName(), client.first());
        return exchange.step() instanceof Step.Challenge challenge
                ? exchange.respond(client.last(challenge))
                : exchange.step();
    }

    private static SaslCondition condition(Step step) {
        assertThat(step).isInstanceOf(Step.Failure.class);
        return ((Step.Failure) step).condition();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '"',
            value = {
                "SCRAM-SHA-1 SHA_1 fyko+d2lbbFgONRv9qkxdawL 3rfcNHYJY1ZVvWVs7j QSXCR+Q6sek8bf92"
                        + " v0X8v3Bz2T0CJGbJQyF0X+HI4Ts= rmF9pqV8S7suAoZWja4dJRkFsKQ=",
                "SCRAM-SHA-256 SHA_256 rOprNGfwEbeRWgbNEkqO %hvYDpWUa2RaTCAfuxFIlj)hNlF$k0 W22ZaJ0SNY7soEsUEjb6gQ=="
                        + " dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ= 6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=",
            })
    void theExchangesOfTheRfcsAreReproduced(
            String name, Hash hash, String client, String server, String salt, String proof, String verifier) {
        var keys = ScramSecrets.derive("pencil", hash, 4096, Base64.getDecoder().decode(salt));
        var sasl = new Sasl(
                Sasl.Settings.DEFAULT, (user, host, h) -> h == hash ? keys : null, secret, limits, () -> server);
        var exchange = sasl.forStream(HOST, true, ChannelBindings.NONE, InetAddress.getLoopbackAddress())
                .begin(name, Utf8.encode("n,,n=user,r=" + client));

        assertThat(text(exchange.step())).isEqualTo("r=" + client + server + ",s=" + salt + ",i=4096");
        var end = exchange.respond(Utf8.encode("c=biws,r=" + client + server + ",p=" + proof));

        assertThat(end).isEqualTo(new Step.Success("user", Utf8.encode("v=" + verifier)));
    }

    @Test
    void theStrongestMechanismIsOfferedFirst() {
        assertThat(stream(true, BOUND).offered())
                .containsExactly(
                        "SCRAM-SHA-512-PLUS",
                        "SCRAM-SHA-256-PLUS",
                        "SCRAM-SHA-1-PLUS",
                        "SCRAM-SHA-512",
                        "SCRAM-SHA-256",
                        "SCRAM-SHA-1",
                        "PLAIN");
        assertThat(stream(true, BOUND).channelBindingTypes()).containsExactly("tls-exporter");
    }

    @Test
    void withoutABindingNothingWithPlusIsOffered() {
        assertThat(stream(true, ChannelBindings.NONE).offered())
                .containsExactly("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1", "PLAIN");
        assertThat(stream(true, ChannelBindings.NONE).channelBindingTypes()).isEmpty();
        assertThat(condition(stream(true, ChannelBindings.NONE)
                        .begin("SCRAM-SHA-1-PLUS", null)
                        .step()))
                .isEqualTo(SaslCondition.INVALID_MECHANISM);
    }

    @Test
    void beforeTlsNothingIsOfferedAndPlainNever() {
        var lenient = new Sasl.Settings(EnumSet.allOf(Mechanism.class), 4096, false);
        assertThat(stream(false, BOUND).offered()).isEmpty();
        assertThat(stream(lenient, false, BOUND).offered())
                .containsExactly("SCRAM-SHA-512", "SCRAM-SHA-256", "SCRAM-SHA-1");
        assertThat(condition(stream(lenient, false, BOUND)
                        .begin("PLAIN", new byte[0])
                        .step()))
                .isEqualTo(SaslCondition.ENCRYPTION_REQUIRED);
    }

    @Test
    void whatIsSwitchedOffOrUnknownIsNoMechanism() {
        var noPlain = new Sasl.Settings(EnumSet.of(Mechanism.SCRAM_SHA_256), 4096, true);
        assertThat(stream(noPlain, true, BOUND).channelBindingTypes()).isEmpty();
        assertThat(condition(stream(noPlain, true, BOUND).begin("PLAIN", null).step()))
                .isEqualTo(SaslCondition.INVALID_MECHANISM);
        assertThat(condition(stream(true, BOUND).begin("CRAM-MD5", null).step()))
                .isEqualTo(SaslCondition.INVALID_MECHANISM);
        assertThat(condition(stream(true, BOUND).begin("plain", null).step()))
                .isEqualTo(SaslCondition.INVALID_MECHANISM);
    }

    @ParameterizedTest
    @EnumSource(
            value = Mechanism.class,
            names = {"PLAIN"},
            mode = EnumSource.Mode.EXCLUDE)
    void julietLogsInWithEveryScram(Mechanism mechanism) {
        var hash = java.util.Objects.requireNonNull(mechanism.hash());
        var client = ScramClient.of(hash, "Juliet", "r0m30myr0m30");
        var bound = mechanism.plus() ? client.saying("p=tls-exporter,,", BINDING) : client;

        var end = login(mechanism, bound, BOUND);

        assertThat(end).isInstanceOfSatisfying(Step.Success.class, success -> {
            assertThat(success.localpart()).isEqualTo("juliet");
            assertThat(text(success)).startsWith("v=");
        });
    }

    @Test
    void aClientWithoutInitialResponseIsAsked() {
        var client = ScramClient.of(Hash.SHA_256, "juliet", "r0m30myr0m30");
        var exchange = stream(true, BOUND).begin("SCRAM-SHA-256", null);
        assertThat(exchange.step()).isEqualTo(new Step.Challenge(new byte[0]));
        var challenge = exchange.respond(client.first());
        assertThat(exchange.respond(client.last(challenge))).isInstanceOf(Step.Success.class);
        assertThat(condition(exchange.respond(client.last(challenge)))).isEqualTo(SaslCondition.MALFORMED_REQUEST);
    }

    @Test
    void aWrongPasswordAndAnUnknownUserLookAlike() {
        var wrong =
                login(Mechanism.SCRAM_SHA_256, ScramClient.of(Hash.SHA_256, "juliet", "tybalt"), ChannelBindings.NONE);
        var unknown =
                login(Mechanism.SCRAM_SHA_256, ScramClient.of(Hash.SHA_256, "tybalt", "tybalt"), ChannelBindings.NONE);
        assertThat(condition(wrong)).isEqualTo(SaslCondition.NOT_AUTHORIZED);
        assertThat(unknown).isEqualTo(wrong);
    }

    @Test
    void theSaltOfAnUnknownUserStaysTheSameAndIsNotThatOfAnother() {
        assertThat(saltOf("tybalt", "SCRAM-SHA-256"))
                .isEqualTo(saltOf("tybalt", "SCRAM-SHA-256"))
                .hasSameSizeAs(saltOf("juliet", "SCRAM-SHA-256"))
                .isNotEqualTo(saltOf("paris", "SCRAM-SHA-256"))
                .isNotEqualTo(saltOf("tybalt", "SCRAM-SHA-512"));
    }

    private String saltOf(String user, String mechanism) {
        var challenge = stream(true, BOUND)
                .begin(mechanism, Utf8.encode("n,,n=" + user + ",r=abc"))
                .step();
        String[] parts = text(challenge).split(",", -1);
        assertThat(parts[2]).isEqualTo("i=4096");
        return parts[1];
    }

    @Test
    void theDowngradeOfAManInTheMiddleIsRefusedWherePlusIsOffered() {
        var client = ScramClient.of(Hash.SHA_256, "juliet", "r0m30myr0m30").saying("y,,", new byte[0]);
        assertThat(login(Mechanism.SCRAM_SHA_256, client, BOUND))
                .isInstanceOfSatisfying(Step.Failure.class, failure -> {
                    assertThat(failure.condition()).isEqualTo(SaslCondition.NOT_AUTHORIZED);
                    assertThat(failure.text()).contains("-PLUS");
                });
        assertThat(login(Mechanism.SCRAM_SHA_256, client, ChannelBindings.NONE)).isInstanceOf(Step.Success.class);
    }

    @Test
    void theFlagMustFitTheMechanism() {
        var client = ScramClient.of(Hash.SHA_1, "juliet", "r0m30myr0m30");
        var bound = client.saying("p=tls-exporter,,", BINDING);
        var tlsUnique = client.saying("p=tls-unique,,", BINDING);
        assertThat(condition(login(Mechanism.SCRAM_SHA_1, bound, BOUND))).isEqualTo(SaslCondition.MALFORMED_REQUEST);
        assertThat(condition(login(Mechanism.SCRAM_SHA_1_PLUS, client, BOUND)))
                .isEqualTo(SaslCondition.MALFORMED_REQUEST);
        assertThat(condition(login(Mechanism.SCRAM_SHA_1_PLUS, client.saying("y,,", new byte[0]), BOUND)))
                .isEqualTo(SaslCondition.MALFORMED_REQUEST);
        assertThat(login(Mechanism.SCRAM_SHA_1_PLUS, tlsUnique, BOUND))
                .isInstanceOfSatisfying(
                        Step.Failure.class, f -> assertThat(f.text()).contains("tls-exporter"));
    }

    @Test
    void aBindingToAnotherConnectionIsRefused() {
        var client = ScramClient.of(Hash.SHA_512, "juliet", "r0m30myr0m30");
        var elsewhere = client.saying("p=tls-exporter,,", new byte[] {9, 9, 9});
        assertThat(condition(login(Mechanism.SCRAM_SHA_512_PLUS, elsewhere, BOUND)))
                .isEqualTo(SaslCondition.NOT_AUTHORIZED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"juliet", "juliet@capulet.example", "JULIET@Capulet.Example"})
    void julietMayActAsHerself(String authzid) {
        var client = ScramClient.of(Hash.SHA_256, "juliet", "r0m30myr0m30");
        assertThat(login(Mechanism.SCRAM_SHA_256, client.saying("n,a=" + authzid + ",", new byte[0]), BOUND))
                .isInstanceOf(Step.Success.class);
        assertThat(plain(authzid + "\0juliet\0r0m30myr0m30")).isEqualTo(new Step.Success("juliet", new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"romeo", "juliet@montague.example", "juliet@capulet.example/balcony", "juliet@", "@", "a@b@c"})
    void julietMayNotActAsOthers(String authzid) {
        var client = ScramClient.of(Hash.SHA_256, "juliet", "r0m30myr0m30");
        assertThat(condition(login(Mechanism.SCRAM_SHA_256, client.saying("n,a=" + authzid + ",", new byte[0]), BOUND)))
                .isEqualTo(SaslCondition.INVALID_AUTHZID);
        assertThat(condition(plain(authzid + "\0juliet\0r0m30myr0m30"))).isEqualTo(SaslCondition.INVALID_AUTHZID);
    }

    private Step plain(String message) {
        return stream(true, BOUND).begin("PLAIN", Utf8.encode(message)).step();
    }

    @Test
    void plainChecksThePasswordAgainstWhateverKeysThereAre() {
        assertThat(plain("\0juliet\0r0m30myr0m30")).isEqualTo(new Step.Success("juliet", new byte[0]));
        assertThat(condition(plain("\0juliet\0wrong"))).isEqualTo(SaslCondition.NOT_AUTHORIZED);
        assertThat(plain("\0tybalt\0wrong")).isEqualTo(plain("\0juliet\0wrong"));
        accounts.put(
                "nurse@" + HOST,
                Map.of(Hash.SHA_1, ScramSecrets.derive("ahem", Hash.SHA_1, 4096, ScramSecrets.freshSalt())));
        assertThat(plain("\0nurse\0ahem")).isEqualTo(new Step.Success("nurse", new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "juliet", "juliet\0pass", "\0\0pass", "\0juliet\0", "\0juliet\0pass\0", "\0\0\0"})
    void malformedPlainIsRefused(String message) {
        assertThat(condition(plain(message))).isEqualTo(SaslCondition.MALFORMED_REQUEST);
    }

    @Test
    void aPasswordIsPreparedOnBothSides() {
        accounts.put("rosa@" + HOST, ScramSecrets.deriveAll("I\u00ADX \u2168", 4096));
        assertThat(plain("\0rosa\0IX IX")).isInstanceOf(Step.Success.class);
        assertThat(condition(plain("\0rosa\0bell\u0007"))).isEqualTo(SaslCondition.NOT_AUTHORIZED);
    }

    @Test
    void aUserNameThatIsAnAddressIsExplained() {
        assertThat(plain("\0juliet@capulet.example\0r0m30myr0m30"))
                .isInstanceOfSatisfying(
                        Step.Failure.class, f -> assertThat(f.text()).contains("before the @"));
    }

    @Test
    void aProofForAnotherNonceOrAChangedOneIsRefused() {
        var client = ScramClient.of(Hash.SHA_256, "juliet", "r0m30myr0m30");
        var exchange = stream(true, BOUND).begin("SCRAM-SHA-256", client.first());
        assertThat(condition(exchange.respond(client.last(text(exchange.step()), "somethingElse"))))
                .isEqualTo(SaslCondition.MALFORMED_REQUEST);
        var second = stream(true, BOUND).begin("SCRAM-SHA-256", client.first());
        byte[] last = client.last(second.step());
        last[last.length - 5] ^= 1;
        assertThat(second.respond(last)).isInstanceOf(Step.Failure.class);
    }

    @Test
    void noCorruptedMessageLogsAnybodyIn() {
        var random = new Random(5802);
        var client = ScramClient.of(Hash.SHA_1, "juliet", "r0m30myr0m30");
        for (int i = 0; i < 2000; i++) {
            var unlimited = new Login(HOST, this::keys, secret, 4096, SaslTest.allowing());
            var exchange = Exchange.begin(
                    new Scram(Hash.SHA_1, false, ChannelBindings.NONE, unlimited, () -> "n"), client.first());
            byte[] last = client.last(exchange.step());
            byte[] broken = last.clone();
            switch (random.nextInt(3)) {
                case 0 -> broken[random.nextInt(broken.length)] ^= (byte) (1 << random.nextInt(8));
                case 1 -> broken = Arrays.copyOf(broken, random.nextInt(broken.length));
                default -> broken = Arrays.copyOf(broken, broken.length + 1 + random.nextInt(3));
            }
            assertThat(exchange.respond(broken)).isInstanceOf(Step.Failure.class);
        }
    }

    private static LoginLimits.Source allowing() {
        return new LoginLimits.Source() {
            @Override
            public LoginLimits.Verdict check(String account) {
                return new LoginLimits.Verdict.Allowed();
            }

            @Override
            public void succeeded(String account) {}
        };
    }

    @Test
    void anOverlongMessageIsRefusedUnread() {
        assertThat(condition(stream(true, BOUND).begin("PLAIN", new byte[8193]).step()))
                .isEqualTo(SaslCondition.MALFORMED_REQUEST);
    }

    @Test
    void abortEndsTheExchange() {
        var exchange = stream(true, BOUND).begin("SCRAM-SHA-1", null);
        assertThat(condition(exchange.abort())).isEqualTo(SaslCondition.ABORTED);
        assertThat(condition(exchange.respond(new byte[0]))).isEqualTo(SaslCondition.MALFORMED_REQUEST);
    }

    @Test
    void aStoreThatIsDownIsATemporaryFailure() {
        var sasl = new Sasl(
                Sasl.Settings.DEFAULT,
                (user, host, hash) -> {
                    throw new IllegalStateException("the disk is on fire");
                },
                secret,
                limits);
        var step = sasl.forStream(HOST, true, BOUND, InetAddress.getLoopbackAddress())
                .begin("PLAIN", Utf8.encode("\0juliet\0r0m30myr0m30"))
                .step();
        assertThat(condition(step)).isEqualTo(SaslCondition.TEMPORARY_AUTH_FAILURE);
    }

    @Test
    void afterTwentyWrongPasswordsTybaltIsSlowedDown() {
        Step last = plain("\0juliet\0guess0");
        for (int i = 1; i < 20; i++) {
            last = plain("\0juliet\0guess" + i);
        }
        assertThat(last).isInstanceOfSatisfying(Step.Failure.class, failure -> {
            assertThat(failure.condition()).isEqualTo(SaslCondition.TEMPORARY_AUTH_FAILURE);
            assertThat(failure.text())
                    .contains("too many failed log-ins to this account")
                    .contains("Try again in");
        });
    }

    @ParameterizedTest
    @CsvSource({"=,''", "'',''", "anVsaWV0,juliet"})
    void base64OfTheStreamIsRead(String text, String octets) {
        assertThat(SaslBase64.decode(text)).contains(Utf8.encode(octets));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "anVsaWV", "anVsaWV0 ", "anVs\naWV0", "Zh==", "Zg", "\u00e9===", "=="})
    void sloppyBase64IsNot(String text) {
        assertThat(SaslBase64.decode(text)).isEmpty();
    }
}
