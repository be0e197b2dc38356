package io.straightway.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * No broker or store listens where one should. Their clients would go on trying for as long as their time-outs, and not all of them say
 * where.
 */
final class NobodyListens extends RuntimeException {
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Pattern SERVER = Pattern.compile("(?:[A-Z_]+://)?\\[?([0-9A-Za-z.:_-]+?)]?:(\\d{1,5})");

    private NobodyListens(String message) {
        super(message);
    }

    /**
     * @param servers {@code HOST:PORT,…}
     * @throws NobodyListens if none of them takes a connection, with the reason of each
     */
    static void atBroker(String servers) {
        List<String> reasons = new ArrayList<>();
        for (String server : servers.split(",")) {
            Matcher matcher = SERVER.matcher(server.strip());
            Optional<String> reason = matcher.matches() ? reason(matcher.group(1), Integer.parseInt(matcher.group(2))) : Optional.of("no HOST:PORT");
            if (reason.isEmpty()) {
                return;
            }
            reasons.add(server.strip() + " (" + reason.get() + ")");
        }
        throw new NobodyListens("No broker listens at " + String.join(", ", reasons) + Explain.BROKER);
    }

    /** @throws NobodyListens if it takes no connection, with the reason */
    static void atStore(URI endpoint) {
        int port = endpoint.getPort() >= 0 ? endpoint.getPort() : "https".equals(endpoint.getScheme()) ? 443 : 80;
        Optional<String> reason = endpoint.getHost() == null ? Optional.of("no URL") : reason(endpoint.getHost(), port);
        reason.ifPresent(why -> {
            throw new NobodyListens("No object store listens at " + endpoint + " (" + why + ")" + Explain.STORE);
        });
    }

    /** Any one of a name's addresses will do. */
    private static Optional<String> reason(String host, int port) {
        String reason = "";
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(address, port), (int) PATIENCE.toMillis());
                    return Optional.empty();
                } catch (IOException e) {
                    reason = String.valueOf(e.getMessage());
                }
            }
        } catch (UnknownHostException e) {
            reason = "unknown host";
        } catch (IllegalArgumentException e) { // no port has so many
            reason = "no HOST:PORT";
        }
        return Optional.of(reason);
    }
}
