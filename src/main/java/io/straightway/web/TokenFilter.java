package io.straightway.web;

import io.quarkus.runtime.StartupEvent;
import io.straightway.config.StraightwayConfig;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.interceptor.Interceptor;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.Provider;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** Lets only callers in who know the token; without one, the node serves its own machine only. */
@Provider
public class TokenFilter implements ContainerRequestFilter {
    private static final String SCHEME = "Bearer ";

    private final Instance<StraightwayConfig> config;

    /** @param config is asked later: filters are made while the application is built up, before there is a configuration */
    @Inject
    TokenFilter(Instance<StraightwayConfig> config) {
        this.config = config;
    }

    /** @throws IllegalStateException before anything is served, if everybody could come in */
    void check(@Observes @Priority(Interceptor.Priority.PLATFORM_BEFORE - 1) StartupEvent event) {
        requireToken(ConfigProvider.getConfig().getValue("quarkus.http.host", String.class), config.get().web().token());
    }

    static void requireToken(String host, Optional<String> token) {
        if (token.filter(text -> !text.isBlank()).isEmpty() && !loopback(host)) {
            throw new IllegalStateException("straightway.web.token is not set and quarkus.http.host is " + host
                    + ", allowed without a token: a loopback address such as 127.0.0.1");
        }
    }

    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public void filter(ContainerRequestContext request) {
        Optional<String> token = config.get().web().token();
        String host = Optional.ofNullable(request.getHeaderString(HttpHeaders.HOST)).orElse("");
        if (token.isEmpty() && !ownMachine(host, ConfigProvider.getConfig().getValue("quarkus.http.host", String.class))) {
            request.abortWith(Response.status(Response.Status.FORBIDDEN).type(MediaType.TEXT_PLAIN)
                    .entity("without straightway.web.token only requests to a loopback address are answered\n").build());
            return;
        }
        if (token.isPresent() && !known(request.getHeaderString(HttpHeaders.AUTHORIZATION), token.get())) {
            request.abortWith(Response.status(Response.Status.UNAUTHORIZED).header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").type(MediaType.TEXT_PLAIN)
                    .entity("send Authorization: Bearer TOKEN with the token of straightway.web.token\n").build());
        }
    }

    /**
     * Whether a request was meant for this machine by the name that it used. A page of a stranger can make the browser of whoever runs the
     * node ask 127.0.0.1 under the stranger's own name, and would then read the answer.
     */
    static boolean ownMachine(String host, String configured) {
        String name = host.replaceFirst(":\\d+$", "");
        return name.isEmpty() || name.equals(configured) || name.equals("localhost") || name.equals("[::1]") || name.matches("127(\\.\\d{1,3}){3}");
    }

    /** In a time that does not tell how much of a guess was right. */
    static boolean known(String header, String token) {
        return header != null && header.startsWith(SCHEME)
                && MessageDigest.isEqual(header.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8), token.getBytes(StandardCharsets.UTF_8));
    }
}
