package io.straightway;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The rooms of the design and of docs/adr/0001-rooms.md: who may use whom. */
class RoomsTest {
    private static final String ROOT = "io.straightway.";
    private static final JavaClasses CLASSES =
            new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.straightway");

    /** What each room builds on directly; what those build on may be used too. */
    private static final Map<String, Set<String>> FOUNDATIONS = Map.ofEntries(
            Map.entry("recipe", Set.of()),
            Map.entry("json", Set.of()),
            Map.entry("config", Set.of()),
            Map.entry("engine", Set.of()),
            Map.entry("tls", Set.of()),
            Map.entry("store", Set.of("tls")),
            Map.entry("schema", Set.of()),
            Map.entry("job", Set.of("recipe")),
            Map.entry("net", Set.of("engine", "recipe", "json")),
            Map.entry("flow", Set.of("net")),
            Map.entry("data", Set.of("store")),
            Map.entry("metric", Set.of("net", "data")),
            Map.entry("generate", Set.of("flow", "metric", "store")),
            Map.entry("train", Set.of("flow", "data", "metric", "store")),
            Map.entry("catalog", Set.of("job", "json", "store")),
            Map.entry("telemetry", Set.of("job")),
            Map.entry("tracking", Set.of("json", "telemetry")),
            Map.entry("event", Set.of("job", "schema", "telemetry")),
            Map.entry("registry", Set.of("event", "tls")),
            Map.entry("ablation", Set.of("job")),
            Map.entry("audit", Set.of("event", "generate", "json")),
            Map.entry("worker", Set.of("event", "train", "generate", "catalog", "json", "ablation", "tracking")),
            Map.entry("coordinator", Set.of("event", "json")),
            Map.entry("embedded", Set.of("config")),
            Map.entry("node", Set.of("worker", "coordinator", "registry", "embedded", "config")),
            Map.entry("web", Set.of("node")),
            Map.entry("drill", Set.of("node", "audit")),
            Map.entry("cli", Set.of("node", "audit", "drill")));

    @Test
    void everyRoomIsInThePlan() {
        Set<String> rooms = CLASSES.stream().map(RoomsTest::room).filter(room -> !room.isEmpty()).collect(Collectors.toCollection(TreeSet::new));

        assertThat(rooms).isEqualTo(new TreeSet<>(FOUNDATIONS.keySet()));
    }

    @TestFactory
    Stream<DynamicTest> aRoomUsesOnlyWhatItStandsOn() {
        return FOUNDATIONS.keySet().stream().sorted().map(room -> DynamicTest.dynamicTest(room, () -> {
            Set<String> allowed = standingOn(room);
            // Avro classes are generated code that only the mapping may see, whoever stands on it.
            if (!room.equals("event")) {
                allowed.remove("schema");
            }
            allowed.add(room);
            classes().that().resideInAPackage(ROOT + room + "..")
                    .should().onlyDependOnClassesThat(describe("are outside the project or in " + allowed,
                            used -> room(used).isEmpty() || allowed.contains(room(used))))
                    .check(CLASSES);
        }));
    }

    @Test
    void roomsHaveNoCycles() {
        slices().matching(ROOT + "(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void theDomainIsPure() {
        classes().that().resideInAnyPackage(ROOT + "job..", ROOT + "recipe..")
                .should().onlyDependOnClassesThat(describe("are in job, recipe, or java.base without input and output",
                        used -> used.getPackageName().matches("java\\.(lang|util|time|math)(\\..*)?")
                                || used.isArray() || used.isPrimitive() || Set.of("job", "recipe").contains(room(used))))
                .check(CLASSES);
    }

    @Test
    void onlyTheEngineRoomKnowsDjl() {
        noClasses().that().resideOutsideOfPackage(ROOT + "engine..").should().dependOnClassesThat().resideInAPackage("ai.djl..").check(CLASSES);
    }

    @Test
    void theMathematicsKnowsNeitherKafkaNorTheStoreClient() {
        noClasses().that().resideInAnyPackage(rooms("recipe", "json", "engine", "net", "flow", "data", "metric", "generate", "train", "job", "tls", "store", "catalog"))
                .should().dependOnClassesThat().resideInAnyPackage("org.apache.kafka..", "org.apache.avro..", "io.quarkus..", "jakarta..")
                .check(CLASSES);
        noClasses().that().resideOutsideOfPackage(ROOT + "store..")
                .should().dependOnClassesThat().resideInAPackage("io.minio..")
                .check(CLASSES);
    }

    private static String[] rooms(String... names) {
        return Stream.of(names).map(name -> ROOT + name + "..").toArray(String[]::new);
    }

    private static Set<String> standingOn(String room) {
        Set<String> all = new TreeSet<>();
        for (String next : FOUNDATIONS.get(room)) {
            all.add(next);
            all.addAll(standingOn(next));
        }
        return all;
    }

    /** Name of the room, empty for classes that are not ours. */
    private static String room(JavaClass type) {
        String name = type.getBaseComponentType().getPackageName() + ".";
        return name.startsWith(ROOT) ? name.substring(ROOT.length(), name.indexOf('.', ROOT.length())) : "";
    }
}
