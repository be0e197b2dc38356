package io.straightway.recipe;

import io.straightway.recipe.Improvement.Group;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A row of an ablation's table: the baseline with some of the seven improvements. Rows that differ in solver or grid alone are drawn from
 * one and the same trained student.
 *
 * @param name as shown to people: {@code BSL}, {@code +LRN+INF}, {@code only weight}, {@code without grid}…
 * @param improvements which it has
 */
public record AblationRow(String name, Set<Improvement> improvements) {
    public static final AblationRow BASELINE = new AblationRow("BSL", Set.of());
    public static final AblationRow INFERENCE = new AblationRow("+INF", Improvement.of(Group.INF));
    public static final AblationRow LEARNING = new AblationRow("+LRN+INF", Improvement.of(Group.LRN, Group.INF));
    public static final AblationRow FULL = new AblationRow("+DYN+LRN+INF", Improvement.of(Group.values()));

    private static final int NFE = 9;

    public AblationRow {
        improvements = sorted(improvements);
    }

    /** Rows that belong together. */
    public enum Kind {
        /** One group after the other. */
        LADDER(Stream.of(BASELINE, INFERENCE, LEARNING, FULL).toList()),
        /** Each improvement by itself on the baseline. */
        ALONE(Arrays.stream(Improvement.values()).map(AblationRow::only).toList()),
        /** Each improvement missing from the full recipe. */
        LEFT_OUT(Arrays.stream(Improvement.values()).map(AblationRow::without).toList());

        private final List<AblationRow> rows;

        Kind(List<AblationRow> rows) {
            this.rows = rows;
        }

        public List<AblationRow> rows() {
            return rows;
        }
    }

    public static AblationRow only(Improvement improvement) {
        return new AblationRow("only " + improvement.label(), Set.of(improvement));
    }

    public static AblationRow without(Improvement improvement) {
        EnumSet<Improvement> others = EnumSet.complementOf(EnumSet.of(improvement));
        return new AblationRow("without " + improvement.label(), others);
    }

    /** The rows of some kinds in the order of the table; baseline and full recipe always, since everything is compared with them. */
    public static List<AblationRow> of(Collection<Kind> kinds) {
        return Stream.concat(
                Kind.LADDER.rows().stream().filter(row -> kinds.contains(Kind.LADDER) || row.equals(BASELINE) || row.equals(FULL)),
                Stream.of(Kind.ALONE, Kind.LEFT_OUT).filter(kinds::contains).flatMap(kind -> kind.rows().stream())).toList();
    }

    /** The improvements that a student must be trained for. */
    public Set<Improvement> trained() {
        return sorted(improvements.stream().filter(improvement -> improvement.group() != Group.INF).collect(Collectors.toSet()));
    }

    /** How its images are drawn; unguided. */
    public Sampling sampling(Recipe improved, int nfe) {
        Sampling chosen = choices(improvements, improved).sampling();
        return new Sampling(chosen.solver(), chosen.grid(), nfe);
    }

    /**
     * The baseline's choices, but those of {@code improved} for the improvements that are taken.
     *
     * @return a recipe under the name of the preset that it is, else of the baseline
     */
    public static Recipe choices(Set<Improvement> taken, Recipe improved) {
        Recipe base = Recipe.baseline();
        Objective objective = new Objective(
                from(taken, Improvement.TIME_LAW, improved, base).objective().timeLaw(),
                from(taken, Improvement.WEIGHT, improved, base).objective().weight(),
                from(taken, Improvement.LOSS_MAP, improved, base).objective().lossMap());
        Sampling sampling = new Sampling(
                from(taken, Improvement.SOLVER, improved, base).sampling().solver(),
                from(taken, Improvement.GRID, improved, base).sampling().grid(), NFE);
        return new Recipe(preset(taken), objective, sampling, from(taken, Improvement.DROPOUT, improved, base).dropoutFactor(),
                from(taken, Improvement.COUPLING, improved, base).forwardShare());
    }

    private static Recipe from(Set<Improvement> taken, Improvement choice, Recipe improved, Recipe base) {
        return taken.contains(choice) ? improved : base;
    }

    private static String preset(Set<Improvement> taken) {
        return taken.containsAll(Improvement.of(Group.DYN, Group.LRN)) ? Recipe.full().name()
                : taken.equals(LEARNING.trained()) || taken.equals(LEARNING.improvements()) ? Recipe.learning().name()
                : taken.equals(INFERENCE.improvements()) ? Recipe.inference().name() : Recipe.baseline().name();
    }

    /** A name for a set of trained improvements, fit for keys: {@code bsl}, {@code lrn}, {@code dyn-lrn}, {@code only-weight}, {@code without-dropout}. */
    public static String trainedName(Set<Improvement> trained) {
        Set<Improvement> all = FULL.trained();
        if (trained.isEmpty()) {
            return "bsl";
        }
        if (trained.equals(LEARNING.trained())) {
            return "lrn";
        }
        if (trained.equals(all)) {
            return "dyn-lrn";
        }
        return trained.size() == 1 ? "only-" + labels(trained)
                : "without-" + labels(all.stream().filter(improvement -> !trained.contains(improvement)).collect(Collectors.toSet()));
    }

    private static String labels(Set<Improvement> some) {
        return sorted(some).stream().map(Improvement::label).collect(Collectors.joining("-"));
    }

    /** In one order always, so that plans and names are the same wherever they are made. */
    private static Set<Improvement> sorted(Set<Improvement> some) {
        EnumSet<Improvement> sorted = EnumSet.noneOf(Improvement.class);
        sorted.addAll(some);
        return Collections.unmodifiableSet(sorted);
    }
}
