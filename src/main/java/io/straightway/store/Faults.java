package io.straightway.store;

import io.minio.errors.ErrorResponseException;
import io.minio.errors.MinioException;
import io.minio.errors.ServerException;
import java.io.IOException;
import java.util.Set;

/** Which of the client's exceptions pass by themselves. */
final class Faults {
    private static final Set<String> ABSENT = Set.of("NoSuchKey", "NoSuchObject", "NotFound");
    private static final Set<String> PASSING_CODES =
            Set.of("SlowDown", "RequestTimeout", "InternalError", "ServiceUnavailable", "OperationAborted", "ConditionalRequestConflict");

    private Faults() {}

    static boolean passing(Exception e) {
        return switch (e) {
            case ErrorResponseException response -> PASSING_CODES.contains(code(response)) || status(response) >= 500;
            case ServerException server -> server.statusCode() >= 500;
            // The client reports a refused connection as IllegalStateException(ConnectException), a broken one as MinioException.
            case MinioException broken -> causedByIo(broken);
            case IllegalStateException refused -> causedByIo(refused);
            case IOException broken -> !Thread.currentThread().isInterrupted();
            default -> false;
        };
    }

    static boolean absent(Exception e) {
        return e instanceof ErrorResponseException response && (ABSENT.contains(code(response)) || status(response) == 404 && !"NoSuchBucket".equals(code(response)));
    }

    static boolean alreadyThere(Exception e) {
        return e instanceof ErrorResponseException response && ("PreconditionFailed".equals(code(response)) || status(response) == 412);
    }

    static StoreException explain(String what, Exception e) {
        String reason = e instanceof ErrorResponseException response ? code(response) + ", " + response.getMessage() : String.valueOf(root(e).getMessage());
        return passing(e) || Thread.currentThread().isInterrupted()
                ? new StoreUnavailable("the store did not manage to " + what + ": " + reason, e)
                : new StoreException("the store refused to " + what + ": " + reason, e);
    }

    private static String code(ErrorResponseException e) {
        return String.valueOf(e.errorResponse().code());
    }

    private static int status(ErrorResponseException e) {
        return e.response().code();
    }

    private static boolean causedByIo(Throwable e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return true;
            }
        }
        return false;
    }

    private static Throwable root(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }
}
