package io.straightway.drill;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DrillReportTest {
    private static final Tried KILLED = new Tried("worker killed", 0, new Tried.Recovered(2));
    private static final Tried LATE = new Tried("worker killed", 2, new Tried.Recovered(1));
    private static final Tried MISSED = new Tried("worker killed", 3, new Tried.Missed("nobody computes"));
    private static final Tried STORM = new Tried("storm", 0, new Tried.Recovered(4));

    @Test
    void aMissedMomentIsToldAndNothingAgainstTheClusterIfAnotherWasMet() {
        // When
        DrillReport report = report(KILLED, STORM, MISSED, LATE);

        // Then
        assertThat(report.passed()).isTrue();
        assertThat(report.figures()).containsEntry("faultsInjected", 3L).containsEntry("momentsMissed", 5).containsEntry("faultsNotInjected", List.of());
        assertThat(row(report, "worker killed")).containsEntry("injected", 2L).containsEntry("missed", 5).doesNotContainKey("problem");
        assertThat(report.table()).containsPattern("worker killed +2 +5 +1[.,]0 +2[.,]0\n").endsWith("PASSED").doesNotContain("PROBLEM");
    }

    @Test
    void aKindThatWasNeverInjectedFailsTheDrill() {
        // When
        DrillReport report = report(MISSED, STORM);

        // Then
        assertThat(report.passed()).isFalse();
        assertThat(report.figures()).containsEntry("faultsNotInjected", List.of("worker killed"));
        assertThat(row(report, "worker killed")).containsEntry("injected", 0L).containsEntry("missed", 3).containsEntry("problem", "nobody computes");
        assertThat(report.table()).contains("PROBLEM: worker killed: nobody computes").endsWith("FAILED");
    }

    @Test
    void oneFaultWithoutRecoveryFailsTheDrillWhateverOthersDid() {
        assertThat(report(KILLED, STORM, new Tried("storm", 0, new Tried.NotRecovered("no recovery"))).passed()).isFalse();
        assertThat(report(KILLED, STORM, new Tried("storm", 0, new Tried.Failed("worker-9 ended while it started"))).passed()).isFalse();
    }

    @Test
    void anAuditThatIsNotContentFailsTheDrillAndIsQuoted() {
        // When
        DrillReport report = report(Optional.of("losses 1\nThe guarantee is broken.\n"), KILLED);

        // Then
        assertThat(report.passed()).isFalse();
        assertThat(report.figures()).containsEntry("audit", false).containsEntry("auditSaid", "losses 1\nThe guarantee is broken.\n");
        assertThat(report.table()).contains("AUDIT: losses 1\nThe guarantee is broken.\n").endsWith("FAILED");
        assertThat(report(KILLED).figures()).containsEntry("audit", true).doesNotContainKey("auditSaid");
    }

    @Test
    void onlyAKindThatNeverMetItsMomentIsTriedOnceMoreAtTheEnd() {
        assertThat(Tried.missedOnly("worker killed", List.of(STORM, MISSED, MISSED))).isTrue();
        assertThat(Tried.missedOnly("worker killed", List.of(MISSED, LATE))).isFalse();
        assertThat(Tried.missedOnly("storm", List.of(MISSED, STORM))).isFalse();
    }

    private static DrillReport report(Tried... tried) {
        return report(Optional.empty(), tried);
    }

    private static DrillReport report(Optional<String> complaint, Tried... tried) {
        return new DrillReport(7, 60, List.of(tried), List.of(), 10, 0, 0, 100, 0, 0, 0, 0, 0, 0, complaint, List.of());
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> row(DrillReport report, String fault) {
        return ((Map<String, Map<String, Object>>) report.figures().get("faults")).get(fault);
    }
}
