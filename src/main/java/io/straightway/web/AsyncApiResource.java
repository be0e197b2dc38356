package io.straightway.web;

import io.straightway.config.StraightwayConfig;
import io.straightway.event.AsyncApi;
import io.straightway.node.NodeLifecycle;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;

/** The contract of this node's topics, for people and generators of clients. */
@Path("/asyncapi.yaml")
public class AsyncApiResource {
    private final NodeLifecycle lifecycle;
    private final StraightwayConfig config;

    @Inject
    AsyncApiResource(NodeLifecycle lifecycle, StraightwayConfig config) {
        this.lifecycle = lifecycle;
        this.config = config;
    }

    @GET
    @Produces("application/yaml")
    public String document() {
        return AsyncApi.whole().yaml(String.valueOf(lifecycle.node().clients().get("bootstrap.servers")), config.kafka().partitions());
    }
}
