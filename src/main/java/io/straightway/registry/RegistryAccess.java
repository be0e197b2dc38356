package io.straightway.registry;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;

/**
 * Where a registry is and who we are there.
 *
 * @param url up to where {@code /subjects} begins, without a slash at its end
 * @param autoRegister whether schemas that the registry lacks are registered; otherwise they are only looked up
 * @param certificate PEM file with an authority to believe beside those that Java believes
 */
public record RegistryAccess(URI url, Login login, boolean autoRegister, Optional<Path> certificate) {

    public RegistryAccess {
        boolean usable = url.getScheme() != null && Set.of("http", "https").contains(url.getScheme()) && url.getHost() != null
                && url.getRawQuery() == null && url.getRawFragment() == null;
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException("straightway.schema-registry.url has a login before its host, allowed: a URL without; "
                    + "the login belongs into straightway.schema-registry.username and password");
        }
        if (!usable) {
            throw new IllegalArgumentException("straightway.schema-registry.url is " + url + ", allowed: a URL such as https://registry.example.com:8081");
        }
        url = URI.create(url.toString().replaceAll("/+$", ""));
    }

    /** @throws IllegalArgumentException if it is no URL; its text, which may hold a password, is not repeated */
    public static URI url(String text) {
        try {
            return URI.create(text.strip());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("straightway.schema-registry.url is no URL, allowed: a URL such as https://registry.example.com:8081");
        }
    }

    /** How we say who we are. Its text never shows a secret. */
    public sealed interface Login {

        /** Value of the header {@code Authorization}. */
        Optional<String> header();

        record None() implements Login {
            @Override
            public Optional<String> header() {
                return Optional.empty();
            }
        }

        record Basic(String user, String password) implements Login {
            @Override
            public Optional<String> header() {
                return Optional.of("Basic " + Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8)));
            }

            @Override
            public String toString() {
                return "Basic[user=" + user + "]";
            }
        }

        record Bearer(String token) implements Login {
            @Override
            public Optional<String> header() {
                return Optional.of("Bearer " + token);
            }

            @Override
            public String toString() {
                return "Bearer[]";
            }
        }
    }
}
