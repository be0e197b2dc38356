package io.straightway.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkforceTest {

    @Test
    void aMembersClientIdTellsWorkerAndDevice() {
        String id = Workforce.Member.clientId("host.example-71-ab12cd", 1, "cuda:0");

        assertThat(Workforce.Member.of(id, "/10.0.0.7")).contains(new Workforce.Member("host.example-71-ab12cd", "host.example-71-ab12cd-1", "cuda:0", "10.0.0.7"));
        assertThat(Workforce.Member.of(id + "-straightway.units.default.high", "/10.0.0.7")).isEqualTo(Workforce.Member.of(id, "/10.0.0.7"));
    }

    @Test
    void otherMembersAreLeftOut() {
        assertThat(Workforce.Member.of("console-consumer", "/10.0.0.7")).isEmpty();
    }
}
