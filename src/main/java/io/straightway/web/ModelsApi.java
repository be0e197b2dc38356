package io.straightway.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.straightway.catalog.Ancestry;
import io.straightway.catalog.ModelCard;
import io.straightway.catalog.StoreCatalog;
import io.straightway.job.Distance;
import io.straightway.job.ModelName;
import io.straightway.json.Json;
import io.straightway.node.NodeLifecycle;
import io.straightway.store.ObjectStore;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;

/** Models that are published, data sets that are packed, and where a model came from. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
public class ModelsApi {
    static final int MOST_NAMES = 500;

    private final NodeLifecycle lifecycle;

    @Inject
    ModelsApi(NodeLifecycle lifecycle) {
        this.lifecycle = lifecycle;
    }

    /** @param models names, at most 500 of each, for a form to choose from */
    record Names(List<String> models, List<String> datasets) {}

    @GET
    @Path("models")
    public String names() {
        ObjectStore store = lifecycle.node().store();
        List<String> datasets = store.list("datasets/").stream().map(object -> object.key().substring("datasets/".length()))
                .filter(file -> file.endsWith(".json")).map(file -> file.substring(0, file.length() - ".json".length())).limit(MOST_NAMES).toList();
        return Json.line(new Names(store.folders("models/").stream().limit(MOST_NAMES).toList(), datasets));
    }

    /** A node of the tree; of a model that is not here, or was shown above, only its name and why. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Ancestor(String model, Optional<String> gone, Optional<Facts> facts, Optional<Ancestor> parent) {}

    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Facts(String stage, String job, long images, String dataset, String datasetSha256, String weightsSha256, int nfe, int classes,
            Optional<Distance> distance, Optional<ModelCard.Pairs> pairs, Optional<Boolean> pairsAreHere) {}

    /** @param model name, or name@version */
    @GET
    @Path("models/{model}/lineage")
    public String lineage(@PathParam("model") String model) {
        ModelName name = ModelName.parse(model);
        Limits.name("model", name.name());
        name.version().ifPresent(version -> Limits.name("version", version));
        StoreCatalog catalog = new StoreCatalog(lifecycle.node().store());
        ModelCard card = catalog.card(name).orElseThrow(() -> Problem.of(404, "no model has the name " + model));
        return Json.line(ancestor(Ancestry.of(card, catalog)));
    }

    private static Ancestor ancestor(Ancestry ancestry) {
        return switch (ancestry) {
            case Ancestry.Known known -> new Ancestor(known.card().modelName().toString(), Optional.empty(), Optional.of(facts(known)),
                    known.parent().map(ModelsApi::ancestor));
            case Ancestry.Missing missing -> new Ancestor(missing.model(), Optional.of("is not here"), Optional.empty(), Optional.empty());
            case Ancestry.Repeated repeated -> new Ancestor(repeated.model(), Optional.of("is shown above"), Optional.empty(), Optional.empty());
            case Ancestry.Cut cut -> new Ancestor(cut.model(), Optional.of("and what came before"), Optional.empty(), Optional.empty());
        };
    }

    private static Facts facts(Ancestry.Known known) {
        ModelCard card = known.card();
        return new Facts(card.stage(), card.job(), card.images(), card.dataset(), card.datasetSha256(), card.weightsSha256(), card.sampling().nfe(),
                card.network().classes(), card.distance(), card.pairs(), known.pairs());
    }
}
