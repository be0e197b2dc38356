package io.straightway.event;

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

/** Writes the options of the method, leaving nothing to defaults: what was decided stays decided when defaults change. */
final class RecipeWriter {
    private RecipeWriter() {}

    static io.straightway.schema.Sampling sampling(Sampling sampling) {
        return new io.straightway.schema.Sampling(
                sampling.nfe(), solver(sampling.solver()), grid(sampling.grid()), guidance(sampling.guidance()));
    }

    private static io.straightway.schema.Guidance guidance(Guidance guidance) {
        return switch (guidance) {
            case Guidance.None g -> new io.straightway.schema.Guidance(g.name(), null, null, null, null);
            case Guidance.ClassifierFree g -> new io.straightway.schema.Guidance(g.name(), g.weight(), null, g.from(), g.to());
            case Guidance.Auto g -> new io.straightway.schema.Guidance(g.name(), g.weight(), g.weakModel(), g.from(), g.to());
        };
    }

    private static io.straightway.schema.Solver solver(Solver solver) {
        return switch (solver) {
            case Solver.Euler s -> new io.straightway.schema.Solver(s.name(), null, null, null, null);
            case Solver.Heun s -> new io.straightway.schema.Solver(s.name(), null, null, null, null);
            case Solver.Midpoint s -> new io.straightway.schema.Solver(s.name(), null, null, null, null);
            case Solver.DpmPlusPlus2M s -> new io.straightway.schema.Solver(s.name(), null, null, null, null);
            case Solver.Consistency s -> new io.straightway.schema.Solver(s.name(), null, null, null, null);
            case Solver.UniPc s -> new io.straightway.schema.Solver(s.name(), null, s.order(), null, null);
            case Solver.Rk45 s -> new io.straightway.schema.Solver(s.name(), null, null, s.relative(), s.absolute());
            case Solver.Dpm s -> new io.straightway.schema.Solver(s.name(), s.r(), null, null, null);
            case Solver.AdamsBashforth s -> new io.straightway.schema.Solver(s.name(), null, s.order(), null, null);
        };
    }

    private static io.straightway.schema.Grid grid(Grid grid) {
        return switch (grid) {
            case Grid.Uniform g -> new io.straightway.schema.Grid(g.name(), null, null, null);
            case Grid.Edm g -> new io.straightway.schema.Grid(g.name(), g.rho(), null, null);
            case Grid.Sigmoid g -> new io.straightway.schema.Grid(g.name(), null, g.kappa(), null);
            case Grid.Explicit g -> new io.straightway.schema.Grid(g.name(), null, null, g.times());
        };
    }

    static io.straightway.schema.Objective objective(Objective objective) {
        return new io.straightway.schema.Objective(
                timeLaw(objective.timeLaw()), objective.weight().name(), lossMap(objective.lossMap()));
    }

    private static io.straightway.schema.TimeLaw timeLaw(TimeLaw law) {
        return switch (law) {
            case TimeLaw.Uniform l -> new io.straightway.schema.TimeLaw(l.name(), null, null, null, null);
            case TimeLaw.Cosh l -> new io.straightway.schema.TimeLaw(l.name(), l.a(), null, null, null);
            case TimeLaw.EdmLogNormal l -> new io.straightway.schema.TimeLaw(l.name(), null, l.mean(), l.deviation(), null);
            case TimeLaw.Exponential l -> new io.straightway.schema.TimeLaw(l.name(), null, null, null, l.base());
        };
    }

    private static io.straightway.schema.LossMap lossMap(LossMap map) {
        return switch (map) {
            case LossMap.Identity m -> new io.straightway.schema.LossMap(m.name(), null, null);
            case LossMap.HighPass m -> new io.straightway.schema.LossMap(m.name(), m.lambda(), null);
            case LossMap.PseudoHuber m -> new io.straightway.schema.LossMap(m.name(), null, m.c());
        };
    }

    static io.straightway.schema.Curriculum curriculum(Curriculum c) {
        return new io.straightway.schema.Curriculum(c.q(), c.k(), c.b(), c.stages());
    }

    static io.straightway.schema.Optimiser optimiser(Optimiser o) {
        return new io.straightway.schema.Optimiser(
                o.learningRate(), o.warmupImages(), o.batch(), o.microBatch(), o.clipNorm(), o.emaHalfLife());
    }

    static io.straightway.schema.Network network(Network n) {
        return new io.straightway.schema.Network(n.architecture().name(), n.resolution(), n.channels(), n.classes(), n.baseChannels(),
                n.multipliers(), n.blocks(), n.attention(), n.dropout(), n.labelDropout(), n.augmentLabels(),
                n.preconditioning().name(), n.height() == n.width() ? null : (Integer) n.height());
    }
}
