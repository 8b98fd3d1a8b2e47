package org.wockd.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.igniterealtime.smack.inttest.Configuration;
import org.igniterealtime.smack.inttest.SmackIntegrationTestFramework;
import org.igniterealtime.smack.inttest.SmackIntegrationTestFramework.TestRunResult;
import org.igniterealtime.smack.inttest.TestResult;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.wockd.deploy.Household;

/**
 * Smack's integration tests against the core of the distribution.
 *
 * <p>How they are run is told by {@code suite.properties}, which of them are not run, or have a second try because of a
 * race in Smack, by {@code exceptions.txt}. All others must run and pass: one that cannot be run, because the core does not
 * say that it has the feature, fails like any other.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SmackSuiteIT {
    private static final Path FILES = Path.of("src/test/suite");

    /** The system property that names the tests to run, for those who look into one. */
    private static final String ENABLED = "sinttest.enabledTests";

    /** Makes the suite's people, with the commands of XEP-0133. */
    private static final String ADMIN = "admin";

    private final List<Outcome> outcomes = new ArrayList<>();

    /**
     * What came of a test.
     *
     * @param name {@code Class.method}, or {@code Class} for one that could not be run as a whole
     * @param shown the name with the kind of the connection
     * @param failure none where it passed
     */
    private record Outcome(String name, String shown, Optional<Throwable> failure) {}

    @TestFactory
    Stream<DynamicTest> suite(@TempDir Path folder) throws Exception {
        Exceptions exceptions = Exceptions.read(FILES.resolve("exceptions.txt"));
        outcomes.addAll(run(folder.resolve("first"), exceptions, Set.of()));
        if (System.getProperty(ENABLED) == null) {
            assertThat(outcomes)
                    .extracting(Outcome::name)
                    .as("tests that have a second try")
                    .containsAll(exceptions.tests());
        }
        again(folder.resolve("again"), exceptions);
        assertThat(outcomes).as("tests that were run").isNotEmpty();
        return outcomes.stream().map(outcome -> dynamicTest(outcome.shown(), () -> judge(outcome)));
    }

    /**
     * Runs tests against a core of its own.
     *
     * @param only the names of those that are run; all, where it is empty
     */
    private static List<Outcome> run(Path folder, Exceptions exceptions, Set<String> only) throws Exception {
        String before = System.getProperty(ENABLED);
        if (!only.isEmpty()) {
            System.setProperty(ENABLED, String.join(",", only));
        }
        try (Household household =
                Household.openWithoutRelay(Files.createDirectory(folder), "admins: [" + ADMIN + "@localhost]")) {
            household.addUser(ADMIN);
            Connections.leadTo(household);
            return outcomes(new SmackIntegrationTestFramework(configuration(exceptions)).run());
        } finally {
            if (before == null) {
                System.clearProperty(ENABLED);
            }
        }
    }

    /**
     * What failed, and may because of a race in Smack, is run once more: alone, with a core and connections that nobody has
     * used.
     */
    private void again(Path folder, Exceptions exceptions) throws Exception {
        Set<String> failed = outcomes.stream()
                .filter(outcome -> outcome.failure().isPresent() && exceptions.allowSecondTry(outcome.name()))
                .map(Outcome::name)
                .collect(Collectors.toCollection(TreeSet::new));
        if (failed.isEmpty()) {
            return;
        }
        System.out.println("A second try, alone: " + failed);
        List<Outcome> second = run(folder, exceptions, failed);
        assertThat(second).extracting(Outcome::name).isSubsetOf(failed).containsAll(failed);
        outcomes.removeIf(outcome -> failed.contains(outcome.name()));
        outcomes.addAll(second);
    }

    private static Configuration configuration(Exceptions exceptions) throws Exception {
        Properties suite = new Properties();
        try (InputStream in = Files.newInputStream(FILES.resolve("suite.properties"))) {
            suite.load(in);
        }
        suite.setProperty("disabledSpecifications", exceptions.specifications());
        suite.setProperty("disabledTests", exceptions.classes());
        suite.setProperty("adminAccountUsername", ADMIN);
        suite.setProperty("adminAccountPassword", Household.PASSWORD);
        suite.forEach((name, value) -> System.getProperties().putIfAbsent("sinttest." + name, value));
        return Configuration.newConfiguration(new String[0]);
    }

    private static List<Outcome> outcomes(TestRunResult results) {
        List<Outcome> all = new ArrayList<>();
        results.getSuccessfulTests().forEach(test -> all.add(outcome(test, Optional.empty())));
        results.getFailedTests().forEach(test -> all.add(outcome(test, Optional.of(test.failureReason))));
        results.getNotPossibleTests()
                .forEach(test -> all.add(outcome(test, Optional.of(test.testNotPossibleException))));
        results.getImpossibleTestClasses()
                .forEach((type, cause) ->
                        all.add(new Outcome(type.getSimpleName(), type.getSimpleName(), Optional.of(cause))));
        return all;
    }

    private static Outcome outcome(TestResult result, Optional<Throwable> failure) {
        var method = result.concreteTest.getMethod();
        return new Outcome(
                method.getDeclaringClass().getSimpleName() + "." + method.getName(),
                result.concreteTest.toString(),
                failure);
    }

    private static void judge(Outcome outcome) throws Throwable {
        if (outcome.failure().isPresent()) {
            throw outcome.failure().get();
        }
    }
}
