package io.straightway.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.ClientUtils;
import org.apache.kafka.common.config.ConfigException;

/** No broker listens where one should. Kafka's own clients would go on trying for as long as their time-out, and not say why. */
final class BrokerSilent extends RuntimeException {
    private static final Duration PATIENCE = Duration.ofSeconds(3);

    private BrokerSilent(String message) {
        super(message);
    }

    /**
     * @param servers {@code HOST:PORT,…}
     * @throws BrokerSilent if none of them takes a connection, with the reason of each
     */
    static void unlessListening(String servers) {
        List<String> reasons = new ArrayList<>();
        for (String server : servers.split(",")) {
            Optional<String> reason = reason(server.strip());
            if (reason.isEmpty()) {
                return;
            }
            reasons.add(server.strip() + " (" + reason.get() + ")");
        }
        throw new BrokerSilent("No broker listens at " + String.join(", ", reasons));
    }

    private static Optional<String> reason(String server) {
        try (Socket socket = new Socket()) {
            List<InetSocketAddress> addresses = ClientUtils.parseAndValidateAddresses(List.of(server), "use_all_dns_ips");
            socket.connect(addresses.getFirst(), (int) PATIENCE.toMillis());
            return Optional.empty();
        } catch (ConfigException e) {
            return Optional.of(e.getMessage().contains("No resolvable") ? "unknown host" : "no HOST:PORT");
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
