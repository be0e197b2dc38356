package io.straightway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.cli.SelfTest.Result;
import io.straightway.engine.Device;
import io.straightway.recipe.Precision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SelfTestTest {

    @ParameterizedTest
    @EnumSource(Precision.class)
    void shouldFindThisMachineWell(Precision precision) {
        SelfTest.Verdict verdict = SelfTest.run(Device.cpu(), precision);

        assertThat(verdict.passed()).as("largest error " + verdict.maxError()).isTrue();
    }

    @Test
    void shouldSeeEveryKindOfError() {
        Result stored = SelfTest.stored();
        float[] sample = stored.sample().clone();
        sample[17] += 0.5f;
        float[] broken = stored.sample().clone();
        broken[17] = Float.NaN;

        assertThat(stored.distance(stored)).isZero();
        assertThat(new Result(sample, stored.loss(), stored.gradientNorm(), stored.nextLoss()).distance(stored)).isBetween(0.49, 0.51);
        assertThat(new Result(broken, stored.loss(), stored.gradientNorm(), stored.nextLoss()).distance(stored)).isNaN();
        assertThat(new Result(stored.sample(), stored.loss() + 1, stored.gradientNorm(), stored.nextLoss()).distance(stored)).isEqualTo(1);
        assertThat(new Result(stored.sample(), stored.loss(), Double.NaN, stored.nextLoss()).distance(stored)).isNaN();
        assertThat(new Result(stored.sample(), stored.loss(), stored.gradientNorm(), stored.nextLoss() - 1).distance(stored)).isEqualTo(1);
    }
}
