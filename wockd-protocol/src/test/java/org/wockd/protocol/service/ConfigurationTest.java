package org.wockd.protocol.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationTest {

    @Doc("The house of Capulet.")
    @ConfigMapping(prefix = "")
    interface House extends ServiceConfig {
        @Doc("Who lives here; at least one.")
        @WithDefault("juliet,nurse")
        List<String> people();

        @Doc(value = "What the gate asks for.", example = "a long word")
        Secret password();

        @Doc("The gate.")
        Gate gate();

        @Doc("Other houses, by domain.")
        Map<String, Relay> relays();

        @Doc("Where letters come from.")
        Optional<Endpoint> post();
    }

    interface Gate {
        @Doc("Seconds it stays open.")
        @WithDefault("30s")
        Duration openFor();

        @Doc("The largest letter.")
        @WithDefault("10 KiB")
        ByteSize largestLetter();

        @Doc("How many may stand before it.")
        @Range(min = 1, max = 100)
        @WithDefault("8")
        int guests();

        @Doc("Whether it is locked.")
        @WithDefault("true")
        boolean locked();
    }

    interface Relay {
        @Doc("What it proves itself with.")
        Secret secret();

        @Doc("What it may do.")
        @WithDefault("relay")
        Role role();
    }

    enum Role {
        RELAY,
        DEFAULT_ROUTE
    }

    private static final Map<String, String> NOTHING = Map.of();
    private static final String LEAST = "data: /srv/capulet\npassword: deny-thy-father\n";

    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("house.yaml"), text);
    }

    private House load(String text, Map<String, String> environment) throws IOException {
        return Configuration.load(House.class, file(text), environment);
    }

    private List<String> mistakes(String text, Map<String, String> environment) throws IOException {
        Path file = file(text);
        ConfigurationException e = catchThrowableOfType(
                ConfigurationException.class, () -> Configuration.load(House.class, file, environment));
        assertThat(e).as("the text must be refused").isNotNull();
        assertThat(e.exitCode()).isEqualTo(ExitCode.CONFIGURATION);
        return e.mistakes();
    }

    private String unreadable(@Nullable Path file) {
        StartException e =
                catchThrowableOfType(StartException.class, () -> Configuration.load(House.class, file, NOTHING));
        return String.valueOf(e.getMessage());
    }

    @Test
    void whatIsNotSaidHasItsDefault() throws IOException {
        House house = load(LEAST, NOTHING);
        assertThat(house.data()).isEqualTo(Path.of("/srv/capulet"));
        assertThat(house.people()).containsExactly("juliet", "nurse");
        assertThat(house.gate().openFor()).isEqualTo(Duration.ofSeconds(30));
        assertThat(house.gate().largestLetter()).isEqualTo(new ByteSize(10_240));
        assertThat(house.gate().locked()).isTrue();
        assertThat(house.relays()).isEmpty();
        assertThat(house.post()).isEmpty();
        assertThat(house.log().level()).isEqualTo(LogConfig.Level.INFO);
        assertThat(house.management().listen()).isEqualTo(new Endpoint("127.0.0.1", 0));
    }

    @Test
    void everyShapeOfKeyIsRead() throws IOException {
        House house = load(LEAST + """
                people: [romeo, "benvolio, his cousin"]
                gate:
                  open-for: 2h
                  guests: 100
                  locked: false
                relays:
                  torrent.localhost: {secret: abc}
                  aim:
                    secret: "${not} expanded, at all"
                    role: default-route
                post: "[::1]:5222"
                log:
                """, NOTHING);
        assertThat(house.people()).containsExactly("romeo", "benvolio, his cousin");
        assertThat(house.gate().guests()).isEqualTo(100);
        assertThat(house.gate().locked()).isFalse();
        assertThat(house.relays()).containsOnlyKeys("torrent.localhost", "aim");
        Relay aim = Objects.requireNonNull(house.relays().get("aim"));
        assertThat(aim.secret().value()).isEqualTo("${not} expanded, at all");
        assertThat(aim.role()).isEqualTo(Role.DEFAULT_ROUTE);
        assertThat(house.post()).contains(new Endpoint("::1", 5222));
    }

    @Test
    void theEnvironmentWinsOverTheFile() throws IOException {
        House house = load(
                LEAST + "people: [a, b, c]\nrelays:\n  torrent.localhost: {secret: abc}\n",
                Map.of(
                        "WOCKD_LOG_LEVEL", "debug",
                        "WOCKD_PEOPLE", "tybalt, paris",
                        "WOCKD_GATE_OPEN_FOR", "5m",
                        "WOCKD_RELAYS_TORRENT_LOCALHOST_SECRET", "xyz",
                        "WOCKD_RELAYS_AIM__EXAMPLE_SECRET", "new",
                        "WOCKD_GATE_GUESTS", "",
                        "WOCKD_CONFIG", "/etc/house.yaml",
                        "HOME", "/root"));
        assertThat(house.log().level()).isEqualTo(LogConfig.Level.DEBUG);
        assertThat(house.people()).containsExactly("tybalt", "paris");
        assertThat(house.gate().openFor()).isEqualTo(Duration.ofMinutes(5));
        assertThat(house.gate().guests()).isEqualTo(8);
        assertThat(house.relays()).containsOnlyKeys("torrent.localhost", "aim.example");
        assertThat(Objects.requireNonNull(house.relays().get("torrent.localhost"))
                        .secret()
                        .value())
                .isEqualTo("xyz");
    }

    @Test
    void theEnvironmentAloneIsEnough() {
        House house = Configuration.load(
                House.class, null, Map.of("WOCKD_DATA", "/srv/capulet", "WOCKD_PASSWORD", "deny-thy-father"));
        assertThat(house.password().value()).isEqualTo("deny-thy-father");
    }

    @Test
    void aSecretMayStandInAFileOfItsOwn() throws IOException {
        Files.writeString(folder.resolve("password.txt"), "from-the-file\n");
        assertThat(load("data: /srv\npassword-file: password.txt\n", NOTHING)
                        .password()
                        .value())
                .isEqualTo("from-the-file");
        assertThat(load(
                                LEAST,
                                Map.of(
                                        "WOCKD_PASSWORD_FILE",
                                        folder.resolve("password.txt").toString()))
                        .password()
                        .value())
                .isEqualTo("from-the-file");
    }

    @Test
    void aSecretFileThatIsNotThereIsTold() throws IOException {
        assertThat(mistakes("data: /srv\npassword-file: gone.txt\n", NOTHING))
                .anySatisfy(m -> assertThat(m)
                        .startsWith("password-file: \"")
                        .contains("gone.txt\" cannot be read (house.yaml, line 2)")
                        .contains("does not exist"));
    }

    @Test
    void aSecretInTwoPlacesIsTold() throws IOException {
        assertThat(mistakes(LEAST + "password-file: x\n", NOTHING))
                .containsExactly("password and password-file: are both there (house.yaml, line 3). Keep one.");
    }

    @Test
    void anUnknownKeyIsToldWithTheNearest() throws IOException {
        assertThat(mistakes(LEAST + "log:\n  levle: debug\n", NOTHING))
                .containsExactly("log.levle: is no known key (house.yaml, line 4). Did you mean log.level?");
        assertThat(mistakes(LEAST + "relays:\n  aim: {secrt: x, secret: y}\n", NOTHING))
                .containsExactly(
                        "relays.aim.secrt: is no known key (house.yaml, line 4). Did you mean relays.aim.secret?");
        assertThat(mistakes(LEAST + "balcony: 1\n", NOTHING))
                .containsExactly("balcony: is no known key (house.yaml, line 3). Known there: data, log, management,"
                        + " people, password, gate, relays, post.");
    }

    @Test
    void anUnknownVariableIsToldWithTheNearest() throws IOException {
        assertThat(mistakes(LEAST, Map.of("WOCKD_LOG_LEVLE", "debug")))
                .containsExactly("WOCKD_LOG_LEVLE: is no known environment variable. Did you mean WOCKD_LOG_LEVEL?");
        assertThat(mistakes(LEAST, Map.of("WOCKD_SOMETHING_ELSE_ALTOGETHER", "x")))
                .containsExactly("WOCKD_SOMETHING_ELSE_ALTOGETHER: is no known environment variable. Those that begin"
                        + " with WOCKD_ set configuration keys: WOCKD_LOG_LEVEL sets log.level.");
    }

    @Test
    void aValueThatIsNotAllowedIsToldWithWhatIs() throws IOException {
        assertThat(mistakes(LEAST + """
                log: {level: loud}
                gate:
                  open-for: soon
                  largest-letter: huge
                  guests: 101
                  locked: maybe
                post: nowhere
                """, NOTHING))
                .containsExactly(
                        "log.level: \"loud\" is not allowed (house.yaml, line 3). Allowed: error, warn, info, debug, trace.",
                        "gate.open-for: \"soon\" is not allowed (house.yaml, line 5). Allowed: " + Durations.ALLOWED
                                + ".",
                        "gate.largest-letter: \"huge\" is not allowed (house.yaml, line 6). Allowed: "
                                + ByteSize.ALLOWED + ".",
                        "gate.guests: \"101\" is not allowed (house.yaml, line 7). Allowed: a whole number from 1 to 100.",
                        "gate.locked: \"maybe\" is not allowed (house.yaml, line 8). Allowed: true or false.",
                        "post: \"nowhere\" is not allowed (house.yaml, line 9). Allowed: " + Endpoint.ALLOWED + ".");
        assertThat(mistakes(LEAST, Map.of("WOCKD_GATE_GUESTS", "many")))
                .containsExactly("gate.guests: \"many\" is not allowed (environment variable WOCKD_GATE_GUESTS)."
                        + " Allowed: a whole number.");
    }

    @Test
    void whatIsMissingIsToldWithWhatItIsAndHowToSetIt() throws IOException {
        assertThat(mistakes("password: x\nrelays:\n  aim: {role: relay}\n", NOTHING))
                .containsExactlyInAnyOrder(
                        "data: is missing. The folder for everything the process keeps. Made when missing, readable for"
                                + " its user only. Set it in the file, or as WOCKD_DATA.",
                        "relays.aim.secret: is missing. What it proves itself with. Set it in the file, or as"
                                + " WOCKD_RELAYS_AIM_SECRET.");
    }

    @Test
    void allMistakesAreToldAtOnceAndNoSecretAmongThem() throws IOException {
        List<String> mistakes = mistakes("password: [hunter2]\ngaet: 1\nlog: {level: loud}\n", NOTHING);
        assertThat(mistakes).hasSize(4).noneMatch(m -> m.contains("hunter2"));
        assertThat(mistakes.getFirst()).isEqualTo("password: must be a single value (house.yaml, line 1).");
        assertThat(new ConfigurationException(mistakes).getMessage())
                .startsWith("The configuration has 4 mistakes:\n  - password: must");
    }

    @Test
    void aKeyOfTheWrongShapeIsTold() throws IOException {
        assertThat(mistakes(LEAST + "log: debug\npeople: juliet\nrelays: aim\npost: {a: b}\ndata: /twice\n", NOTHING))
                .containsExactly(
                        "log: must hold keys, one a line (house.yaml, line 3). Known: level, format.",
                        "people: must be a list, \"- \" before each entry (house.yaml, line 4).",
                        "relays: must hold names of your choice, one a line (house.yaml, line 5).",
                        "post: must be a single value (house.yaml, line 6).",
                        "data: is there twice (house.yaml, line 7). Keep one.");
        assertThat(mistakes("just words", NOTHING).getFirst())
                .startsWith("The file: must hold keys, one a line (house.yaml, line 1). Known: data, log,");
    }

    @Test
    void aFileThatCannotBeReadIsTold() throws IOException {
        assertThat(unreadable(folder.resolve("gone.yaml")))
                .contains("gone.yaml cannot be read: it does not exist. Make one: --example-config");
        assertThat(unreadable(file("password: hunter2\n\tdata: x\n")))
                .contains("it is not valid YAML at line 2, column 1")
                .doesNotContain("hunter2");
        assertThat(unreadable(Files.write(folder.resolve("x.yaml"), new byte[] {'a', (byte) 0xff})))
                .contains("it is not valid UTF-8");
        assertThat(unreadable(Files.write(folder.resolve("x.yaml"), "a: \u0001".getBytes(StandardCharsets.UTF_8))))
                .contains("a character that YAML does not allow");
        assertThat(unreadable(file("a: " + "x".repeat(1 << 20)))).contains("it is larger than 1 MiB");
        assertThat(unreadable(folder)).contains("cannot be read: ");
    }

    @Test
    void theExampleFileExplainsEveryKeyAndIsItselfValid() throws IOException {
        String example = ExampleFile.render(House.class);
        assertThat(example)
                .startsWith("# The house of Capulet.")
                .contains("# WOCKD_DATA\ndata: /var/lib/wockd")
                .contains("# WOCKD_PASSWORD, or a file that holds it: password-file, WOCKD_PASSWORD_FILE")
                .contains("password: a long word")
                .contains("# The gate.")
                .contains("#  open-for: 30s")
                .contains("#people:")
                .contains("#  - nurse")
                .contains("#relays:")
                .contains("#    role: relay");
        assertThat(load(example, NOTHING).data()).isEqualTo(Path.of("/var/lib/wockd"));
        String commentedIn = example.replaceAll("(?m)^#(?! )(.*)$", "$1").replaceAll("(?m)^#(  .*)$", "$1");
        House house = load(commentedIn.replace("secret:", "secret: x").replace("post:", "post: a:1"), NOTHING);
        assertThat(house.gate().openFor()).isEqualTo(Duration.ofSeconds(30));
        assertThat(house.relays()).containsOnlyKeys("NAME");
    }
}
