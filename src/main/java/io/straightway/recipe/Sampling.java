package io.straightway.recipe;

/**
 * How images are drawn from a model.
 *
 * @param solver ODE solver
 * @param grid time grid
 * @param nfe network evaluations per image (NFE)
 */
public record Sampling(Solver solver, Grid grid, int nfe) {

    /** The teacher's setting: Heun on EDM's grid. */
    public static Sampling teacher(int nfe) {
        return new Sampling(new Solver.Heun(), new Grid.Edm(7), nfe);
    }

    /** The few-step setting of Simple ReFlow: DPM-Solver with r = 0.4 on a sigmoid grid with kappa = 20. */
    public static Sampling reflow(int nfe) {
        return new Sampling(new Solver.Dpm(0.4), new Grid.Sigmoid(20), nfe);
    }

    public int steps() {
        return grid instanceof Grid.Explicit explicit ? explicit.times().size() - 1 : solver.steps(nfe);
    }

    public void check(Checks checks) {
        solver.check(checks.in("solver"));
        grid.check(checks.in("grid"));
        checks.require(solver.admits(nfe), "nfe", nfe, solver.allowedNfe());
        if (grid instanceof Grid.Explicit explicit && solver.admits(nfe)) {
            checks.require(explicit.times().size() == solver.steps(nfe) + 1, "grid.times", explicit.times(),
                    (solver.steps(nfe) + 1) + " times for " + nfe + " evaluations with solver " + solver.name());
        }
    }
}
