package io.straightway.event;

import io.straightway.recipe.Architecture;
import io.straightway.recipe.Checks;
import io.straightway.recipe.Curriculum;
import io.straightway.recipe.Grid;
import io.straightway.recipe.Guidance;
import io.straightway.recipe.LossMap;
import io.straightway.recipe.Network;
import io.straightway.recipe.Objective;
import io.straightway.recipe.Optimiser;
import io.straightway.recipe.Sampling;
import io.straightway.recipe.Solver;
import io.straightway.recipe.TimeLaw;
import io.straightway.recipe.Weight;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Reads the options of the method. What can't be read is collected in {@link Checks}, and a stand-in lets reading go on. */
final class RecipeReader {
    private RecipeReader() {}

    static Sampling sampling(io.straightway.schema.@Nullable Sampling given, Sampling fallback, Checks checks) {
        if (given == null) {
            return fallback;
        }
        Solver solver = given.getSolver() == null ? fallback.solver() : solver(given.getSolver(), checks.in("solver"));
        Grid grid = given.getGrid() == null ? fallback.grid() : grid(given.getGrid(), checks.in("grid"));
        Guidance guidance = given.getGuidance() == null ? fallback.guidance() : guidance(given.getGuidance(), checks.in("guidance"));
        return new Sampling(solver, grid, Objects.requireNonNullElse(given.getNfe(), fallback.nfe()), guidance);
    }

    private static Guidance guidance(io.straightway.schema.Guidance given, Checks checks) {
        String name = name(given.getName());
        Options options = new Options(checks, "guidance " + name).with("weight", given.getWeight())
                .with("weakModel", given.getWeakModel()).with("from", given.getFrom()).with("to", given.getTo());
        Guidance guidance = switch (name) {
            case "none" -> new Guidance.None();
            case "classifier-free" -> new Guidance.ClassifierFree(options.required("weight", 0.0), options.or("from", 0.0), options.or("to", 1.0));
            case "auto" -> new Guidance.Auto(options.required("weight", 0.0), options.required("weakModel", "unknown"),
                    options.or("from", 0.0), options.or("to", 1.0));
            default -> {
                unknown(checks, options, given.getName(), "none, classifier-free or auto");
                yield new Guidance.None();
            }
        };
        options.refuseRest();
        return guidance;
    }

    private static Solver solver(io.straightway.schema.Solver given, Checks checks) {
        String name = name(given.getName());
        Options options = new Options(checks, "solver " + name).with("r", given.getR()).with("order", given.getOrder())
                .with("relative", given.getRelative()).with("absolute", given.getAbsolute());
        Solver solver = switch (name) {
            case "euler" -> new Solver.Euler();
            case "heun" -> new Solver.Heun();
            case "dpm" -> new Solver.Dpm(options.or("r", 0.4));
            case "midpoint" -> new Solver.Midpoint();
            case "adams-bashforth", "ipndm" -> new Solver.AdamsBashforth(options.or("order", 2));
            case "dpm++2m" -> new Solver.DpmPlusPlus2M();
            case "unipc" -> new Solver.UniPc(options.or("order", 3));
            case "consistency" -> new Solver.Consistency();
            case "rk45" -> new Solver.Rk45(options.or("relative", 1e-5), options.or("absolute", 1e-5));
            default -> {
                unknown(checks, options, given.getName(),
                        "euler, heun, midpoint, dpm, adams-bashforth (or ipndm), dpm++2m, unipc, rk45 or consistency");
                yield new Solver.Euler();
            }
        };
        options.refuseRest();
        return solver;
    }

    private static Grid grid(io.straightway.schema.Grid given, Checks checks) {
        String name = name(given.getName());
        Options options = new Options(checks, "grid " + name)
                .with("rho", given.getRho()).with("kappa", given.getKappa()).with("times", given.getTimes());
        Grid grid = switch (name) {
            case "uniform" -> new Grid.Uniform();
            case "edm" -> new Grid.Edm(options.or("rho", 7.0));
            case "sigmoid" -> new Grid.Sigmoid(options.or("kappa", 20.0));
            case "explicit" -> new Grid.Explicit(options.required("times", List.of(1.0, 0.0)));
            default -> {
                unknown(checks, options, given.getName(), "uniform, edm, sigmoid or explicit");
                yield new Grid.Uniform();
            }
        };
        options.refuseRest();
        return grid;
    }

    static Objective objective(io.straightway.schema.@Nullable Objective given, Objective fallback, Checks checks) {
        if (given == null) {
            return fallback;
        }
        return new Objective(
                given.getTimeLaw() == null ? fallback.timeLaw() : timeLaw(given.getTimeLaw(), checks.in("timeLaw")),
                given.getWeight() == null ? fallback.weight() : constant(Weight.class, "weight", given.getWeight(), checks),
                given.getLossMap() == null ? fallback.lossMap() : lossMap(given.getLossMap(), checks.in("lossMap")));
    }

    private static TimeLaw timeLaw(io.straightway.schema.TimeLaw given, Checks checks) {
        String name = name(given.getName());
        Options options = new Options(checks, "time law " + name)
                .with("a", given.getA()).with("mean", given.getMean()).with("deviation", given.getDeviation()).with("base", given.getBase());
        TimeLaw law = switch (name) {
            case "uniform" -> new TimeLaw.Uniform();
            case "cosh" -> new TimeLaw.Cosh(options.or("a", 4.0));
            case "edm-lognormal" -> new TimeLaw.EdmLogNormal(options.or("mean", -1.2), options.or("deviation", 1.2));
            case "exponential" -> new TimeLaw.Exponential(options.or("base", 10.0));
            default -> {
                unknown(checks, options, given.getName(), "uniform, cosh, edm-lognormal or exponential");
                yield new TimeLaw.Uniform();
            }
        };
        options.refuseRest();
        return law;
    }

    private static LossMap lossMap(io.straightway.schema.LossMap given, Checks checks) {
        String name = name(given.getName());
        Options options = new Options(checks, "loss map " + name).with("lambda", given.getLambda()).with("c", given.getC());
        LossMap map = switch (name) {
            case "identity" -> new LossMap.Identity();
            case "high-pass" -> new LossMap.HighPass(options.or("lambda", 1.0));
            case "pseudo-huber" -> new LossMap.PseudoHuber(options.required("c", 1.0));
            default -> {
                unknown(checks, options, given.getName(), "identity, high-pass or pseudo-huber");
                yield new LossMap.Identity();
            }
        };
        options.refuseRest();
        return map;
    }

    static Curriculum curriculum(io.straightway.schema.Curriculum given) {
        return new Curriculum(given.getQ(), given.getK(), given.getB(), given.getStages());
    }

    static Optimiser optimiser(io.straightway.schema.Optimiser given) {
        return new Optimiser(given.getLearningRate(), given.getWarmupImages(), given.getBatch(),
                Objects.requireNonNullElse(given.getMicroBatch(), given.getBatch()), given.getClipNorm(), given.getEmaHalfLife());
    }

    static Network network(io.straightway.schema.Network given, Checks checks) {
        int width = given.getResolution();
        checks.require(given.getHeight() == null || given.getHeight() > 0, "height", given.getHeight(), "a positive number, or null for the resolution's");
        int height = Objects.requireNonNullElse(given.getHeight(), width);
        return new Network(
                constant(Architecture.class, "architecture", given.getArchitecture(), checks),
                width,
                given.getChannels(),
                given.getClasses(),
                given.getBaseChannels(),
                given.getMultipliers(),
                given.getBlocks(),
                given.getAttention() == null ? List.of(Math.max(height, width) / 2) : given.getAttention(),
                given.getDropout(),
                given.getLabelDropout(),
                given.getAugmentLabels(),
                constant(Network.Preconditioning.class, "preconditioning", given.getPreconditioning(), checks),
                height);
    }

    /** An enum constant, however its case is written. The first one stands in for one that isn't known. */
    static <E extends Enum<E>> E constant(Class<E> type, String field, String text, Checks checks) {
        List<E> constants = Arrays.asList(type.getEnumConstants());
        return constants.stream().filter(c -> c.name().equalsIgnoreCase(text.replace('-', '_'))).findFirst().orElseGet(() -> {
            checks.require(false, field, text, "one of " + constants);
            return constants.getFirst();
        });
    }

    static String name(String text) {
        return text.toLowerCase(Locale.ROOT);
    }

    private static void unknown(Checks checks, Options options, String name, String allowed) {
        checks.require(false, "name", name, allowed);
        options.ignoreRest();
    }
}
