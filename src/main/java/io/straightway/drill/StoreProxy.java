package io.straightway.drill;

import io.straightway.event.JobStatus;
import io.straightway.job.UnitId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Between the cluster and its object store: lets everything through, until it is told to be a bad network. */
final class StoreProxy implements AutoCloseable {
    private static final Pattern SHARD = Pattern.compile("^PUT \\S+/([^/\\s]+)/shards/(\\d+)-a(\\d+)-(\\w+)\\.zip ");
    private static final int CHUNK = 8_192;
    private static final long SLOW_MILLIS = 150;

    enum Mode {
        OPEN,
        /** Connections are closed as soon as they are made, and those that are open too. */
        REFUSING,
        /** Every piece waits. */
        SLOW,
        /** Uploads end in the middle. */
        CUTTING,
        /** Uploads of shards wait until the mode changes. */
        HOLDING
    }

    /**
     * Of a shard.
     *
     * @param index of its unit
     * @param token of the worker
     */
    record Upload(String job, int index, int attempt, String token) {
        /** Whether it is the lease of the unit whose shard this is, by the worker that uploads it. */
        boolean under(JobStatus.Lease lease) {
            return lease.unit().equals(new UnitId(job, 0, index)) && lease.attempt() == attempt && lease.worker().endsWith("-" + token);
        }
    }

    private final ServerSocket server;
    private final URI store;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong disturbed = new AtomicLong();
    private final BlockingQueue<Upload> held = new LinkedBlockingQueue<>();
    private volatile Mode mode = Mode.OPEN;

    /** Opens for the uploads that are held now, even if others are held right after. */
    private volatile CountDownLatch gate = new CountDownLatch(0);

    StoreProxy(URI store) {
        this.store = store;
        try {
            server = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    URI endpoint() {
        return URI.create("http://127.0.0.1:" + server.getLocalPort());
    }

    void mode(Mode next) {
        CountDownLatch last = gate;
        if (next == Mode.HOLDING) {
            held.clear();
            gate = new CountDownLatch(1);
        }
        mode = next;
        last.countDown();
        if (next == Mode.REFUSING) {
            open.forEach(StoreProxy::close);
        }
    }

    /** Connections, pieces or uploads that were disturbed so far. */
    long disturbed() {
        return disturbed.get();
    }

    /** Uploads that are held since the mode is {@link Mode#HOLDING}. */
    BlockingQueue<Upload> held() {
        return held;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        if (mode == Mode.REFUSING) {
            disturbed.incrementAndGet();
            close(client);
            return;
        }
        try (client; Socket server = new Socket(store.getHost(), store.getPort())) {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            open.add(client);
            Thread back = Thread.ofVirtual().start(() -> answers(server, client));
            requests(client.getInputStream(), server.getOutputStream());
            server.shutdownOutput();
            back.join();
        } catch (IOException e) {
            // Either side has gone: so has the connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private void requests(InputStream in, OutputStream out) throws IOException, InterruptedException {
        byte[] piece = new byte[CHUNK];
        for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
            boolean upload = read > 4 && new String(piece, 0, 4, StandardCharsets.US_ASCII).equals("PUT ");
            if (mode == Mode.SLOW) {
                disturbed.incrementAndGet();
                Thread.sleep(SLOW_MILLIS);
            } else if (mode == Mode.CUTTING && upload) {
                disturbed.incrementAndGet();
                out.write(piece, 0, read - read / 4);
                out.flush();
                return;
            } else if (mode == Mode.HOLDING && upload) {
                Matcher shard = SHARD.matcher(new String(piece, 0, read, StandardCharsets.ISO_8859_1));
                if (shard.find()) {
                    disturbed.incrementAndGet();
                    CountDownLatch opens = gate;
                    held.add(new Upload(shard.group(1), Integer.parseInt(shard.group(2)), Integer.parseInt(shard.group(3)), shard.group(4)));
                    opens.await();
                }
            }
            out.write(piece, 0, read);
            out.flush();
        }
    }

    private static void answers(Socket server, Socket client) {
        try {
            server.getInputStream().transferTo(client.getOutputStream());
        } catch (IOException e) {
            // Either side has gone.
        }
        close(client);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        open.forEach(StoreProxy::close);
    }
}
