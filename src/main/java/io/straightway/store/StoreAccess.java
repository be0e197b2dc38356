package io.straightway.store;

import java.net.URI;

/** Where the bucket is and how to get in. */
public record StoreAccess(URI endpoint, String bucket, String accessKey, String secretKey, String region) {
    /** Every server of the S3 kind accepts this region; some refuse requests without one. */
    public static final String REGION = "us-east-1";

    public StoreAccess(URI endpoint, String bucket, String accessKey, String secretKey) {
        this(endpoint, bucket, accessKey, secretKey, REGION);
    }

    /** Leaves the secret out, because configuration ends up in logs. */
    @Override
    public String toString() {
        return "StoreAccess[endpoint=" + endpoint + ", bucket=" + bucket + ", accessKey=" + accessKey + ", region=" + region + "]";
    }
}
