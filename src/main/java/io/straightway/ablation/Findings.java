package io.straightway.ablation;

import io.straightway.job.AblationCell;
import io.straightway.job.AblationSpec;
import io.straightway.job.Distance;
import io.straightway.job.ModelName;
import io.straightway.job.Usage;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that an ablation has measured.
 *
 * @param spec the admitted job
 * @param teacher with its version
 * @param cells those that there are; the others failed
 * @param students those that were trained
 */
public record Findings(AblationSpec spec, ModelName teacher, Map<AblationCell, Cell> cells, Map<AblationSpec.Student, Student> students) {
    public Findings {
        cells = Map.copyOf(cells);
        students = Map.copyOf(students);
    }

    /**
     * A measured cell.
     *
     * @param usage what it cost when it was measured
     * @param key where it lies
     * @param by job that measured it
     */
    public record Cell(Distance distance, Usage usage, String key, String by) {}

    /**
     * A trained student.
     *
     * @param model with its version
     * @param seconds device time that the whole training takes; of one that was resumed, by the rate of its last attempt
     * @param by job that trained it
     */
    public record Student(ModelName model, double seconds, String by) {}

    Optional<Cell> cell(AblationCell cell) {
        return Optional.ofNullable(cells.get(cell));
    }
}
