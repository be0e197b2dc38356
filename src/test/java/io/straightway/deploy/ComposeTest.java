package io.straightway.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.config.StraightwayConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** The files for Compose; scripts/test-deploy reads them with docker-compose too. */
class ComposeTest {
    private static final Path FOLDER = Path.of("deploy/compose");
    private static final Pattern VARIABLE = Pattern.compile("(?<!\\$)\\$\\{([A-Z_]+)(?::([-?])([^}]*))?}");

    @Test
    void coordinatorAndWorkerAreUnderstood() throws IOException {
        for (String service : List.of("coordinator", "worker")) {
            StraightwayConfig config = Environment.understood(environment("compose.yml", service));

            assertThat(config.roles()).hasToString("[" + service.toUpperCase() + "]");
            assertThat(config.embedded().enabled()).isFalse();
            assertThat(config.web().token()).isPresent();
        }
        Map<String, String> gpu = environment("compose.yml", "worker");
        gpu.putAll(environment("compose.gpu.yml", "worker"));
        assertThat(Environment.understood(gpu).device()).isEqualTo("gpu:0");
    }

    @Test
    void bothAreConfinedAndHaveTheTimeToDrain() throws IOException {
        for (String name : List.of("coordinator", "worker")) {
            Map<String, Object> service = service("compose.yml", name);
            assertThat(service).containsEntry("read_only", true).containsEntry("cap_drop", List.of("ALL")).containsEntry("security_opt", List.of("no-new-privileges:true"));
            assertThat(Duration.parse("PT" + service.get("stop_grace_period"))).isGreaterThan(Duration.ofSeconds(60));
        }
    }

    @Test
    void everyVariableIsInTheExampleAndNoSecretHasADefault() throws IOException {
        Set<String> used = new TreeSet<>();
        Set<String> required = new TreeSet<>();
        for (String file : List.of("compose.yml", "compose.gpu.yml")) {
            Matcher variables = VARIABLE.matcher(Files.readString(FOLDER.resolve(file)));
            while (variables.find()) {
                used.add(variables.group(1));
                if ("?".equals(variables.group(2))) {
                    required.add(variables.group(1));
                }
            }
        }
        Map<String, String> example = new LinkedHashMap<>();
        Files.readAllLines(FOLDER.resolve(".env.example")).stream().filter(line -> line.matches("[A-Z_]+=.*"))
                .forEach(line -> example.put(line.substring(0, line.indexOf('=')), line.substring(line.indexOf('=') + 1)));

        assertThat(example.keySet()).containsExactlyInAnyOrderElementsOf(used);
        assertThat(required).contains("MINIO_ROOT_PASSWORD", "STORE_SECRET_KEY", "WEB_TOKEN", "GRAFANA_PASSWORD");
        assertThat(required).allSatisfy(name -> assertThat(example.get(name)).as(name).isEmpty());
    }

    @Test
    void portsAreOpenOnThisMachineOnly() throws IOException {
        assertThat(services("compose.yml").values().stream().flatMap(service -> strings(service, "ports"))).isNotEmpty().allMatch(port -> port.startsWith("127.0.0.1:"));
    }

    @Test
    void theFilesThatAreMountedAreThere() throws IOException {
        assertThat(services("compose.yml").values().stream().flatMap(service -> strings(service, "volumes")).map(volume -> volume.split(":")[0]).filter(source -> source.startsWith("./")))
                .isNotEmpty().allSatisfy(source -> assertThat(FOLDER.resolve(source)).exists());
    }

    private static Stream<String> strings(Map<String, Object> service, String key) {
        return service.get(key) instanceof List<?> list ? list.stream().map(Object::toString) : Stream.empty();
    }

    private static Map<String, String> environment(String file, String service) throws IOException {
        Map<String, String> environment = new LinkedHashMap<>();
        ((Map<?, ?>) service(file, service).get("environment")).forEach((name, value) -> environment.put(name.toString(), filled(value.toString())));
        return environment;
    }

    /** As Compose fills it in, where all that must be set is set. */
    private static String filled(String value) {
        return VARIABLE.matcher(value).replaceAll(variable -> "-".equals(variable.group(2)) ? variable.group(3) : "made-up");
    }

    private static Map<String, Object> service(String file, String name) throws IOException {
        return services(file).get(name);
    }

    private static Map<String, Map<String, Object>> services(String file) throws IOException {
        try (Reader reader = Files.newBufferedReader(FOLDER.resolve(file))) {
            Map<String, Map<String, Map<String, Object>>> compose = new Yaml().load(reader);
            return compose.get("services");
        }
    }
}
