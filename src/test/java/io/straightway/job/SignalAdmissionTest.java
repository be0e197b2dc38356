package io.straightway.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.straightway.recipe.Network;
import io.straightway.recipe.Violation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SignalAdmissionTest {
    private static final Catalog CATALOG = new Catalog() {
        @Override
        public Optional<Model> model(ModelName name) {
            return Optional.empty();
        }

        @Override
        public Optional<StoredPairs> pairs(String name) {
            return Optional.of(new StoredPairs(name, 64, 1, 3, 100, 100, name.equals("waves") ? 1 : 64));
        }

        @Override
        public Optional<Dataset> dataset(String name) {
            return Optional.of(name.equals("ecg") ? new Dataset(name, 64, 1, 3, 6_000, 1) : new Dataset(name, 64, 1, 3, 6_000));
        }
    };

    @Test
    void aNetworkForSignalsIsChosenWhereNoneIsNamed() {
        Admission admission = Admission.of(training("ecg", Optional.empty()), CATALOG, Specs.POOLS);

        assertThat(admission).isInstanceOf(Admission.Admitted.class);
        assertThat(((TrainingSpec) ((Admission.Admitted) admission).pinned()).network()).contains(Network.small(1, 64, 1, 3));
    }

    @Test
    void aNetworkOfAnotherHeightIsRefused() {
        Admission square = Admission.of(training("ecg", Optional.of(Network.small(64, 1, 3))), CATALOG, Specs.POOLS);
        Admission signal = Admission.of(training("pictures", Optional.of(Network.small(1, 64, 1, 3))), CATALOG, Specs.POOLS);

        assertThat(((Admission.Refused) square).violations()).extracting(Violation::toString).containsExactly("network.height is 64, allowed: the data set's, 1");
        assertThat(((Admission.Refused) signal).violations()).extracting(Violation::toString).containsExactly("network.height is 1, allowed: the data set's, 64");
    }

    @Test
    void setsOfOtherShapesAreNotCompared() {
        EvaluationSpec spec = new EvaluationSpec("e", "ecg", Optional.empty(), Optional.of("pictures"), Statistics.DISTANCE, 1_000, Terms.STANDARD);

        Admission admission = Admission.of(spec, CATALOG, Specs.POOLS);

        assertThat(((Admission.Refused) admission).violations()).extracting(Violation::toString)
                .containsExactly("reference is pictures, allowed: images of shape 1x1x64, like ecg");
    }

    @Test
    void storedPairsHaveTheSignalsShape() {
        assertThat(Admission.of(withPairs("waves"), CATALOG, Specs.POOLS)).isInstanceOf(Admission.Admitted.class);
        assertThat(((Admission.Refused) Admission.of(withPairs("squares"), CATALOG, Specs.POOLS)).violations()).extracting(Violation::toString)
                .containsExactly("stages[1].name is squares, allowed: pairs of shape 1x1x64, these are 1x64x64");
    }

    @Test
    void nothingIsSearchedForSignals() {
        TrainingSpec usual = Specs.training("t");
        Stage tune = new Stage.Tune(9, Optional.empty(), 64, 100, 0, List.of(), List.of(), List.of(), Optional.of(List.of()), 16);
        TrainingSpec spec = new TrainingSpec("t", "m", "ecg", Optional.empty(), Optional.empty(), List.of(usual.stages().getFirst(), tune),
                usual.evaluation(), usual.precision(), 0);
        assertThat(((Admission.Refused) Admission.of(spec, CATALOG, Specs.POOLS)).violations()).extracting(Violation::field).containsExactly("stages[1].kind");
    }

    private static TrainingSpec withPairs(String name) {
        TrainingSpec usual = Specs.training("t");
        return new TrainingSpec("t", "m", "ecg", Optional.empty(), Optional.empty(),
                List.of(usual.stages().getFirst(), new Stage.StoredPairs(name), usual.stages().getLast()), usual.evaluation(), usual.precision(), 0);
    }

    private static TrainingSpec training(String dataset, Optional<Network> network) {
        TrainingSpec usual = Specs.training("t");
        return new TrainingSpec("t", "m", dataset, network, Optional.empty(), usual.stages(), usual.evaluation(), usual.precision(), 0);
    }
}
