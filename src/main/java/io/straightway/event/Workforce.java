package io.straightway.event;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ShareGroupDescription;

/** Who is there to take units, busy or idle: the members of the share group, as the broker knows them. Thread-safe. */
public final class Workforce implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 5;

    private final Admin admin;

    /** @param client properties of the Kafka client, at least {@code bootstrap.servers} */
    public Workforce(Map<String, Object> client) {
        admin = Admin.create(client);
    }

    /**
     * A worker's loop over one device.
     *
     * @param worker name of the worker, as in leases
     * @param lane one of its loops
     * @param device such as {@code cuda:0}
     * @param host as the broker sees it
     */
    public record Member(String worker, String lane, String device, String host) {
        private static final Pattern CLIENT_ID = Pattern.compile("(.+-\\d+)@([a-z]+(?::\\d+)?)(?:-.*)?");

        /** From which {@link #of} tells worker and device again; a queue client may add a hyphen and what it reads. */
        public static String clientId(String worker, int lane, String device) {
            return worker + "-" + lane + "@" + device;
        }

        /** Empty for a member that is no worker of ours, or of a version that did not name its device. */
        static Optional<Member> of(String clientId, String host) {
            Matcher parts = CLIENT_ID.matcher(clientId);
            if (!parts.matches()) {
                return Optional.empty();
            }
            String lane = parts.group(1);
            return Optional.of(new Member(lane.substring(0, lane.lastIndexOf('-')), lane, parts.group(2), host.replaceFirst("^/", "")));
        }
    }

    /** @throws NotDescribed if the broker does not answer, or does not let us ask */
    public List<Member> members() {
        try {
            Optional<ShareGroupDescription> group = Optional.ofNullable(admin.describeShareGroups(List.of(SharePool.GROUP)).all().get(PATIENCE_SECONDS, TimeUnit.SECONDS).get(SharePool.GROUP));
            return group.stream().flatMap(found -> found.members().stream()).flatMap(member -> Member.of(member.clientId(), member.host()).stream()).distinct().toList();
        } catch (ExecutionException e) {
            throw new NotDescribed(BrokerRefusal.explain(Objects.requireNonNullElse(e.getCause(), e)));
        } catch (TimeoutException e) {
            throw new NotDescribed("the broker does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotDescribed("interrupted");
        }
    }

    /** Why the members are not known. */
    public static final class NotDescribed extends RuntimeException {
        NotDescribed(String reason) {
            super("the workers' share group cannot be described: " + reason);
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
