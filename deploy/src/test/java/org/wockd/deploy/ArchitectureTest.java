package org.wockd.deploy;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which part may know of which: the table in docs/architecture.md. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ArchitectureTest {

    private static final List<String> MODULES = List.of("protocol", "core", "torrent");

    private JavaClasses wockd = new ClassFileImporter().importClasses();

    @BeforeAll
    void readAllModules() {
        wockd = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("org.wockd");
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocol", "core", "torrent"})
    void aModuleKnowsItselfAndTheProtocolOnly(String module) {
        Assertions.assertThat(wockd.containPackage("org.wockd." + module)).isTrue();
        String[] others = MODULES.stream()
                .filter(other -> !other.equals(module) && !other.equals("protocol"))
                .map(other -> "org.wockd." + other + "..")
                .toArray(String[]::new);
        check(noClasses()
                .that()
                .resideInAPackage("org.wockd." + module + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .because("processes share the protocol module, and talk over the relay link"));
    }

    @Test
    void noFeatureIsNamedByTheRouterTheSessionsOrTheStreams() {
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        "org.wockd.core.route..",
                        "org.wockd.core.session..",
                        "org.wockd.core.c2s..",
                        "org.wockd.core.store..",
                        "org.wockd.protocol..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.wockd.core.xep..")
                .because("a feature is one file that can be deleted"));
    }

    @Test
    void onlyTheStoreSpeaksSql() {
        check(noClasses()
                .that()
                .resideInAPackage("org.wockd.core..")
                .and()
                .resideOutsideOfPackage("org.wockd.core.store.sql..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jdbi..", "java.sql..")
                .because("the rest of the core knows the interfaces of org.wockd.core.store"));
    }

    @Test
    void onlyTheEngineTouchesTheNativeLibrary() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("org.wockd.torrent.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.libtorrent4j..")
                .because("what can end the process stays behind one narrow interface"));
    }

    @Test
    void nothingSleeps() {
        check(noClasses()
                .should()
                .callMethodWhere(calls(Thread.class.getName(), "sleep"))
                .because("wockd is told when something happens"));
    }

    @Test
    void cachesKeepHouseOnTheThreadThatUsesThem() {
        check(noClasses()
                .that()
                .doNotHaveFullyQualifiedName("org.wockd.protocol.cache.Caches")
                .should()
                .callMethodWhere(calls("com.github.benmanes.caffeine.cache.Caffeine", "newBuilder"))
                .because("waking a thread of the common pool costs more than what it would do there"));
    }

    private static DescribedPredicate<JavaMethodCall> calls(String owner, String method) {
        return DescribedPredicate.describe(
                owner + "." + method,
                call -> call.getTargetOwner().getName().equals(owner)
                        && call.getName().equals(method));
    }

    @ParameterizedTest
    @ValueSource(strings = {"protocol", "core", "torrent"})
    void packagesKnowEachOtherOneWayOnly(String module) {
        check(slices().matching("org.wockd." + module + ".(**)").should().beFreeOfCycles());
    }

    @Test
    void everyPackageSaysWhatItIsAndWhereNullMayBe() {
        Stream<JavaPackage> packages = wockd.stream()
                .map(type -> type.getPackage())
                .distinct()
                .filter(p -> !p.isAnnotatedWith(NullMarked.class));
        Assertions.assertThat(packages.map(JavaPackage::getName))
                .as("packages whose package-info.java is missing or not @NullMarked")
                .isEmpty();
    }

    private void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(wockd);
    }
}
