package io.straightway.store;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLPeerUnverifiedException;

/** Which of the client's exceptions pass by themselves, and what they mean. */
final class Faults {
    private static final Set<String> ABSENT = Set.of("NoSuchKey", "NoSuchObject", "NotFound");
    private static final Set<String> PASSING_CODES =
            Set.of("SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "OperationAborted", "ConditionalRequestConflict",
                    // Our clock, or the store's, is wrong, until somebody sets it right.
                    "RequestTimeTooSkewed");
    /** RFC 4918, section 11.5: the server has no room for what is written. MinIO answers so, or with the code. */
    private static final int INSUFFICIENT_STORAGE = 507;
    private static final String FULL_CODE = "XMinioStorageFull";
    /** What the operating system says (ENOSPC), and Windows. */
    private static final Set<String> NO_SPACE = Set.of("No space left on device", "There is not enough space on the disk", "Disk quota exceeded");

    private Faults() {}

    /** Whether it is worth while to wait a moment and try again. A full disk stays full for longer than that. */
    static boolean passing(Exception e) {
        if (storeFull(e) || diskFull(e) || untrusted(e)) {
            return false;
        }
        return switch (e) {
            case ErrorResponseException response -> PASSING_CODES.contains(code(response)) || status(response) >= 500;
            case ServerException server -> server.statusCode() >= 500;
            // The client reports a refused connection as IllegalStateException(ConnectException), a broken one as MinioException.
            case MinioException broken -> caused(broken, IOException.class::isInstance);
            case IllegalStateException refused -> caused(refused, IOException.class::isInstance);
            case IOException broken -> !Thread.currentThread().isInterrupted();
            default -> false;
        };
    }

    static boolean absent(Exception e) {
        return e instanceof ErrorResponseException response && (ABSENT.contains(code(response)) || status(response) == 404 && !noBucket(e));
    }

    static boolean alreadyThere(Exception e) {
        return e instanceof ErrorResponseException response && ("PreconditionFailed".equals(code(response)) || status(response) == 412);
    }

    static boolean forbidden(Exception e) {
        return e instanceof ErrorResponseException response && status(response) == 403;
    }

    static boolean noBucket(Exception e) {
        return e instanceof ErrorResponseException response && "NoSuchBucket".equals(code(response));
    }

    static StoreException explain(String what, Exception e) {
        String reason = e instanceof ErrorResponseException response ? code(response) + ", " + response.getMessage() : String.valueOf(root(e).getMessage());
        if (storeFull(e)) {
            return new StoreUnavailable("the store is full and did not " + what + ": " + reason, e);
        }
        if (diskFull(e)) {
            return new StoreException("the disk of this machine is full, could not " + what + ": " + reason, e);
        }
        if (untrusted(e)) {
            return new StoreException("the store's certificate is not trusted, could not " + what + ": " + reason
                    + ". See straightway.store.certificate", e);
        }
        return passing(e) || Thread.currentThread().isInterrupted()
                ? new StoreUnavailable("the store did not manage to " + what + ": " + reason, e)
                : new StoreException("the store refused to " + what + ": " + reason, e);
    }

    private static boolean storeFull(Exception e) {
        return switch (e) {
            case ErrorResponseException response -> FULL_CODE.equals(code(response)) || status(response) == INSUFFICIENT_STORAGE;
            case ServerException server -> server.statusCode() == INSUFFICIENT_STORAGE;
            default -> false;
        };
    }

    private static boolean diskFull(Exception e) {
        return caused(e, cause -> cause instanceof IOException
                && Optional.ofNullable(cause.getMessage()).filter(message -> NO_SPACE.stream().anyMatch(message::contains)).isPresent());
    }

    private static boolean untrusted(Exception e) {
        return caused(e, cause -> cause instanceof CertificateException || cause instanceof CertPathBuilderException
                || cause instanceof CertPathValidatorException || cause instanceof SSLPeerUnverifiedException);
    }

    private static String code(ErrorResponseException e) {
        return String.valueOf(e.errorResponse().code());
    }

    private static int status(ErrorResponseException e) {
        return e.response().code();
    }

    private static boolean caused(Throwable e, Predicate<Throwable> by) {
        return Stream.iterate(e, cause -> cause != null, Throwable::getCause).anyMatch(by);
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
