package io.straightway.store;

import io.minio.GetObjectArgs;
import io.minio.Http;
import io.minio.ListObjectsArgs;
import io.minio.MinioClient;
import io.minio.PutObjectArgs;
import io.minio.RemoveObjectArgs;
import io.minio.Result;
import io.minio.StatObjectArgs;
import io.minio.StatObjectResponse;
import io.minio.UploadObjectArgs;
import io.minio.errors.ErrorResponseException;
import io.minio.messages.Item;
import io.straightway.tls.Trust;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import okhttp3.OkHttpClient;

/**
 * One bucket of an S3 store. Every call tries again while a failure can pass ({@link Patience}) and then throws
 * {@link StoreUnavailable}; a refusal throws {@link StoreException} at once; absence is an empty {@link Optional}. Thread-safe.
 */
public final class ObjectStore implements AutoCloseable {
    /** {@link #get} holds the object in memory; larger ones go through {@link #download}. */
    public static final long LARGEST_IN_MEMORY = 1L << 30;

    /** What a call may be about. */
    public static final List<String> OPERATIONS = List.of("look", "make", "put", "get", "open", "download", "stat", "list", "remove");

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** A store that takes longer for the smallest question is not ready, and who asks for health will not wait for ever. */
    private static final Duration PROBE = Duration.ofSeconds(5);

    private final MinioClient client;
    private final BucketDoor probe;
    private final OkHttpClient http;
    private final String bucket;
    private final Patience patience;
    private final Consumer<String> failures;

    private ObjectStore(MinioClient client, BucketDoor probe, OkHttpClient http, String bucket, Patience patience, Consumer<String> failures) {
        this.client = client;
        this.probe = probe;
        this.http = http;
        this.bucket = bucket;
        this.patience = patience;
        this.failures = failures;
    }

    /** Does not connect yet: {@link #ensureBucket} or the first call does. */
    public static ObjectStore of(StoreAccess access) {
        return of(access, Patience.DEFAULT);
    }

    /** @throws IllegalArgumentException if the file of certificates has none */
    public static ObjectStore of(StoreAccess access, Patience patience) {
        return of(access, patience, operation -> {});
    }

    /** @param failures is told the operation of each call that fails, one of {@link #OPERATIONS}, also where another try follows */
    public static ObjectStore of(StoreAccess access, Patience patience, Consumer<String> failures) {
        OkHttpClient.Builder builder = new OkHttpClient.Builder()
                .socketFactory(new NoDelay())
                .connectTimeout(Duration.ofSeconds(10))
                .readTimeout(TIMEOUT)
                .writeTimeout(TIMEOUT);
        access.certificate().map(file -> Trust.alsoIn(file, "straightway.store.certificate"))
                .ifPresent(trust -> builder.sslSocketFactory(trust.context().getSocketFactory(), trust.authorities()));
        OkHttpClient http = builder.build();
        BucketDoor probe = new BucketDoor(client(access, http.newBuilder().callTimeout(PROBE).build()), access.bucket());
        return new ObjectStore(client(access, http), probe, http, access.bucket(), patience, failures);
    }

    private static MinioClient client(StoreAccess access, OkHttpClient http) {
        return MinioClient.builder()
                .endpoint(access.endpoint().toString())
                .region(access.region())
                .credentials(access.accessKey(), access.secretKey())
                .httpClient(http)
                .build();
    }

    public String bucket() {
        return bucket;
    }

    /**
     * Makes the bucket unless it is there. Safe when several processes start at once, and for a key that may use the bucket but neither ask
     * for it nor make it.
     *
     * @throws StoreException if the bucket is missing and this key may not make it
     */
    public void ensureBucket() {
        BucketDoor door = new BucketDoor(client, bucket);
        if (!attempt("look for the bucket", attempt -> door.there())) {
            attempt("make the bucket, which is missing (make it yourself, or let this key make it)", attempt -> door.make());
        }
    }

    /** A round trip or two, not repeated and of a few seconds at most: for readiness probes. */
    public boolean reachable() {
        try {
            return probe.there();
        } catch (Exception e) {
            return false;
        }
    }

    public ObjectRef put(String key, byte[] bytes) {
        attempt("put " + key, attempt -> client.putObject(putArgs(key, bytes, Map.of())));
        return new ObjectRef(key, Digest.of(bytes), bytes.length);
    }

    /** Large files go up in parts. The file must not change meanwhile. */
    public ObjectRef put(String key, Path file) {
        try {
            ObjectRef ref = new ObjectRef(key, Digest.of(file), Files.size(file));
            attempt("put " + key, attempt -> client.uploadObject(UploadObjectArgs.builder()
                    .bucket(bucket).object(key).filename(file.toString()).contentType(contentType(key)).build()));
            return ref;
        } catch (IOException e) {
            throw new StoreException("cannot read " + file, e);
        }
    }

    /** Writes only where nothing lies; of several writers exactly one gets a reference, the others get nothing. */
    public Optional<ObjectRef> putIfAbsent(String key, byte[] bytes) {
        ObjectRef ref = new ObjectRef(key, Digest.of(bytes), bytes.length);
        return attempt("put " + key, attempt -> {
            try {
                client.putObject(putArgs(key, bytes, Map.of("If-None-Match", "*")));
                return Optional.of(ref);
            } catch (ErrorResponseException e) {
                if (!Faults.alreadyThere(e)) {
                    throw e;
                }
                // An earlier try of ours may have gone through though its answer was lost.
                boolean ours = attempt > 1 && read(key).map(Digest::of).filter(ref.sha256()::equals).isPresent();
                return ours ? Optional.of(ref) : Optional.empty();
            }
        });
    }

    private PutObjectArgs putArgs(String key, byte[] bytes, Map<String, String> headers) {
        PutObjectArgs.Builder args = PutObjectArgs.builder().bucket(bucket).object(key).data(bytes, bytes.length).contentType(contentType(key));
        return headers.isEmpty() ? args.build() : args.headers(new Http.Headers(headers)).build();
    }

    /** @throws StoreException if the object is larger than {@link #LARGEST_IN_MEMORY} */
    public Optional<byte[]> get(String key) {
        return attempt("get " + key, attempt -> read(key));
    }

    /** The bytes the reference speaks of. Absence and any other content are errors. */
    public byte[] getVerified(ObjectRef ref) {
        byte[] bytes = get(ref.key()).orElseThrow(() -> new StoreException("object " + ref.key() + " is not there"));
        String sha256 = Digest.of(bytes);
        if (bytes.length != ref.bytes() || !sha256.equals(ref.sha256())) {
            throw new DigestMismatch(ref, bytes.length, sha256);
        }
        return bytes;
    }

    private Optional<byte[]> read(String key) throws Exception {
        try (InputStream in = stream(key)) {
            byte[] bytes = in.readNBytes((int) LARGEST_IN_MEMORY + 1);
            if (bytes.length > LARGEST_IN_MEMORY) {
                throw new StoreException("object " + key + " is larger than " + LARGEST_IN_MEMORY + " bytes");
            }
            return Optional.of(bytes);
        } catch (ErrorResponseException e) {
            return emptyIfAbsent(e);
        }
    }

    /**
     * A part of an object.
     *
     * @param offset of its first byte
     * @param length at most so many bytes; fewer where the object ends
     */
    public Optional<byte[]> range(String key, long offset, int length) {
        return attempt("get a part of " + key, attempt -> {
            GetObjectArgs part = GetObjectArgs.builder().bucket(bucket).object(key).offset(offset).length((long) length).build();
            try (InputStream in = client.getObject(part)) {
                return Optional.of(in.readNBytes(length));
            } catch (ErrorResponseException e) {
                return emptyIfAbsent(e);
            }
        });
    }

    /** The stream is the caller's to close; a failure while reading it is an {@link IOException} and is not tried again. */
    public Optional<InputStream> open(String key) {
        return attempt("open " + key, attempt -> {
            try {
                return Optional.of(stream(key));
            } catch (ErrorResponseException e) {
                return emptyIfAbsent(e);
            }
        });
    }

    /** Writes the object to the file, replacing it only when all of it has come. False if there is no such object. */
    public boolean download(String key, Path file) {
        return attempt("download " + key, attempt -> {
            Path part = Files.createTempFile(file.toAbsolutePath().getParent(), file.getFileName().toString(), ".part");
            try (InputStream in = stream(key)) {
                Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
                Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
                return true;
            } catch (ErrorResponseException e) {
                return emptyIfAbsent(e).isPresent();
            } finally {
                Files.deleteIfExists(part);
            }
        });
    }

    private InputStream stream(String key) throws Exception {
        return client.getObject(GetObjectArgs.builder().bucket(bucket).object(key).build());
    }

    /** Size and time of writing, without the content. */
    public Optional<ObjectInfo> stat(String key) {
        return attempt("stat " + key, attempt -> {
            try {
                StatObjectResponse stat = client.statObject(StatObjectArgs.builder().bucket(bucket).object(key).build());
                return Optional.of(new ObjectInfo(key, stat.size(), stat.lastModified().toInstant()));
            } catch (ErrorResponseException e) {
                return emptyIfAbsent(e);
            }
        });
    }

    /** Every object whose key begins with the prefix, in the order of the keys. */
    public List<ObjectInfo> list(String prefix) {
        return attempt("list " + prefix, attempt -> {
            List<ObjectInfo> found = new ArrayList<>();
            for (Result<Item> result : client.listObjects(ListObjectsArgs.builder().bucket(bucket).prefix(prefix).recursive(true).build())) {
                Item item = result.get();
                if (!item.isDir()) {
                    found.add(new ObjectInfo(item.objectName(), item.size(), item.lastModified().toInstant()));
                }
            }
            return List.copyOf(found);
        });
    }

    /** The next parts of the keys that begin with the prefix, each up to its slash, without what lies below. */
    public List<String> folders(String prefix) {
        return attempt("list " + prefix, attempt -> {
            List<String> found = new ArrayList<>();
            for (Result<Item> result : client.listObjects(ListObjectsArgs.builder().bucket(bucket).prefix(prefix).recursive(false).build())) {
                Item item = result.get();
                if (item.isDir()) {
                    found.add(item.objectName().substring(prefix.length()).replaceFirst("/$", ""));
                }
            }
            return List.copyOf(found);
        });
    }

    /** Removing what is not there is no error. */
    public void remove(String key) {
        attempt("remove " + key, attempt -> {
            client.removeObject(RemoveObjectArgs.builder().bucket(bucket).object(key).build());
            return true;
        });
    }

    @Override
    public void close() {
        http.connectionPool().evictAll();
        http.dispatcher().executorService().shutdown();
    }

    private <T> T attempt(String what, Patience.Call<T> call) {
        try {
            return patience.run(attempt -> told(what, attempt, call), Faults::passing);
        } catch (StoreException e) {
            throw e;
        } catch (Exception e) {
            throw Faults.explain(what + " in bucket " + bucket, e);
        }
    }

    /** The first word says what was tried. */
    private <T> T told(String what, int attempt, Patience.Call<T> call) throws Exception {
        try {
            return call.run(attempt);
        } catch (Exception e) {
            failures.accept(what.substring(0, what.indexOf(' ')));
            throw e;
        }
    }

    private static <T> Optional<T> emptyIfAbsent(ErrorResponseException e) throws Exception {
        if (Faults.absent(e)) {
            return Optional.empty();
        }
        throw e;
    }

    private static String contentType(String key) {
        return switch (key.substring(key.lastIndexOf('.') + 1)) {
            case "png" -> "image/png";
            case "json" -> "application/json";
            case "jsonl" -> "application/x-ndjson";
            case "zip" -> "application/zip";
            default -> "application/octet-stream";
        };
    }
}
