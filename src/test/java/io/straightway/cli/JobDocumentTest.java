package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.straightway.event.Submission;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class JobDocumentTest {
    private static List<JobDocument> read(String file, String text) {
        return JobDocument.read(file, text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> told(JobDocument document) {
        return switch (document.submission()) {
            case Submission.Readable readable -> readable.spec().violations().stream().map(document::told).toList();
            case Submission.Unreadable unreadable -> unreadable.violations().stream().map(document::told).toList();
        };
    }

    @Test
    void yamlAndJsonAreTheSameJob() {
        JobDocument yaml = read("a.yaml", "id: a\nmodel: m\nimages: 5\nsampling: {nfe: 9}   # few\n").getFirst();
        JobDocument json = read("a.json", "{\"id\": \"a\", \"model\": \"m\", \"images\": 5, \"sampling\": {\"nfe\": 9}}").getFirst();

        assertThat(yaml.submission()).isInstanceOf(Submission.Readable.class).isEqualTo(json.submission());
    }

    @Test
    void everyDocumentIsAJob() {
        assertThat(read("-", "id: a\n---\n---\nid: b\n")).hasSize(2);
        assertThatThrownBy(() -> read("f.yaml", "# nothing\n")).hasMessage("f.yaml has no job in it, allowed: YAML or JSON with the fields of a job");
        assertThatThrownBy(() -> read("f.yaml", "id: a\n---\njust text\n")).hasMessageStartingWith("f.yaml:3: no job");
    }

    @Test
    void violationsNameFileAndLine() {
        JobDocument document = read("t.yaml", """
                id: t
                model: m
                dataset: d
                stages:
                  - kind: teacher
                    images: -5
                  - kind: pears
                """).getFirst();
        assertThat(told(document)).anySatisfy(line -> assertThat(line).startsWith("t.yaml:6: stages[0].images is -5, allowed: "))
                .anySatisfy(line -> assertThat(line).startsWith("t.yaml:7: stages[1].kind is pears, allowed: "));

        assertThat(told(read("g.yaml", "id: g\nmodel: m\nimages: many\nshards: 3\n").getFirst()))
                .anySatisfy(line -> assertThat(line).startsWith("g.yaml:3: images is \"many\", allowed: a whole number of 64 bits"))
                .anySatisfy(line -> assertThat(line).startsWith("g.yaml:4: shards is an unknown field"));
        assertThat(told(read("g.yaml", "id: g\nmodel: m\n").getFirst())).containsExactly("g.yaml:1: images is missing, allowed: a value");
    }

    @Test
    void brokenFilesAreToldInOneLine() {
        assertThatThrownBy(() -> read("b.json", "{\n \"id\": ").getFirst().submission()).hasMessageStartingWith("b.json:2: no JSON: ");
        assertThatThrownBy(() -> read("n.yaml", "model: m\nimages: 3\n").getFirst().submission()).hasMessageStartingWith("n.yaml:1: the job does not fit its schema: id is missing");
    }

    @Test
    void optionsChangeWhatTheFileSays() {
        JobDocument document = read("a.yaml", "id: a\nmodel: m\nimages: 5\nsampling: {nfe: 9}\n").getFirst().with(job -> job.put("id", "b").put("images", 7));

        assertThat(document.submission()).isEqualTo(read("x", "{\"id\":\"b\",\"model\":\"m\",\"images\":7,\"sampling\":{\"nfe\":9}}").getFirst().submission());
    }
}
