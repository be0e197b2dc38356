package io.straightway.event;

/** Kafka did not confirm a record in time. It may still be there, so sending it again must be harmless; by the job's id it is. */
public final class NotDelivered extends RuntimeException {
    NotDelivered(String message, Throwable cause) {
        super(message, cause);
    }
}
