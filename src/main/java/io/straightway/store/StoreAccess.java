package io.straightway.store;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where the bucket is and how to get in.
 *
 * @param certificate PEM file of an authority to believe beside those that this Java believes
 */
public record StoreAccess(URI endpoint, String bucket, String accessKey, String secretKey, String region, Optional<Path> certificate) {
    /** Every server of the S3 kind accepts this region; some refuse requests without one. */
    public static final String REGION = "us-east-1";

    public StoreAccess(URI endpoint, String bucket, String accessKey, String secretKey, String region) {
        this(endpoint, bucket, accessKey, secretKey, region, Optional.empty());
    }

    public StoreAccess(URI endpoint, String bucket, String accessKey, String secretKey) {
        this(endpoint, bucket, accessKey, secretKey, REGION);
    }

    /** Leaves the secret out, because configuration ends up in logs. */
    @Override
    public String toString() {
        return "StoreAccess[endpoint=" + endpoint + ", bucket=" + bucket + ", accessKey=" + accessKey + ", region=" + region
                + certificate.map(file -> ", certificate=" + file).orElse("") + "]";
    }
}
