package io.straightway.recipe;

import java.util.Objects;

/**
 * How images are drawn from a model.
 *
 * @param solver ODE solver
 * @param grid time grid; a solver that chooses its own times does not use it
 * @param nfe evaluations of the flow per image (NFE); a guided one costs two network evaluations
 * @param guidance steering by a second denoiser
 */
public record Sampling(Solver solver, Grid grid, int nfe, Guidance guidance) {

    public Sampling {
        // Model cards that were written before there was guidance are read without it.
        guidance = Objects.requireNonNullElse(guidance, new Guidance.None());
    }

    /** Unguided. */
    public Sampling(Solver solver, Grid grid, int nfe) {
        this(solver, grid, nfe, new Guidance.None());
    }

    /** The teacher's setting: Heun on EDM's grid. */
    public static Sampling teacher(int nfe) {
        return new Sampling(new Solver.Heun(), new Grid.Edm(7), nfe);
    }

    /** The few-step setting of Simple ReFlow: DPM-Solver with r = 0.4 on a sigmoid grid with kappa = 20. */
    public static Sampling reflow(int nfe) {
        return new Sampling(new Solver.Dpm(0.4), new Grid.Sigmoid(20), nfe);
    }

    /**
     * For a model from a consistency stage. Two evaluations are at t = 1 and t = 0.5, sigma = 1; Geng et al. 2024 take 0.821 for CIFAR-10.
     * The grid is a project choice.
     */
    public static Sampling consistency(int nfe) {
        return new Sampling(new Solver.Consistency(), new Grid.Uniform(), nfe);
    }

    public Sampling withNfe(int evaluations) {
        return new Sampling(solver, grid, evaluations, guidance);
    }

    public Sampling withGuidance(Guidance guidance) {
        return new Sampling(solver, grid, nfe, guidance);
    }

    public void check(Checks checks) {
        solver.check(checks.in("solver"));
        grid.check(checks.in("grid"));
        guidance.check(checks.in("guidance"));
        checks.require(solver.admits(nfe), "nfe", nfe, solver.allowedNfe());
        switch (solver) {
            case Solver.OnGrid onGrid -> {
                if (grid instanceof Grid.Explicit explicit && onGrid.admits(nfe)) {
                    checks.require(explicit.times().size() == onGrid.steps(nfe) + 1, "grid.times", explicit.times(),
                            (onGrid.steps(nfe) + 1) + " times for " + nfe + " evaluations with solver " + solver.name());
                }
            }
            case Solver.Rk45 adaptive -> {
                checks.require(!(grid instanceof Grid.Explicit), "grid", grid.name(), "no explicit times with solver rk45, which chooses its own");
                checks.require(guidance.weight() == 0 || guidance.from() == 0 && guidance.to() == 1, "guidance.from", guidance.from(),
                        "from 0 and to 1 with solver rk45, whose step size can't cross the jump of a narrower interval");
            }
        }
    }
}
