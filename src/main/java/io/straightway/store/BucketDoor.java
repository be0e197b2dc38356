package io.straightway.store;

import io.minio.BucketExistsArgs;
import io.minio.ListObjectsArgs;
import io.minio.MakeBucketArgs;
import io.minio.MinioClient;
import io.minio.Result;
import io.minio.errors.ErrorResponseException;
import io.minio.messages.Item;

/** Whether there is a bucket, as far as a key may know. */
record BucketDoor(MinioClient client, String bucket) {

    /** A key may be kept from asking for the bucket as a whole, so a listing below one prefix will do. */
    boolean there() throws Exception {
        try {
            return client.bucketExists(BucketExistsArgs.builder().bucket(bucket).build());
        } catch (ErrorResponseException e) {
            if (!Faults.forbidden(e)) {
                throw e;
            }
        }
        try {
            for (Result<Item> result : client.listObjects(ListObjectsArgs.builder().bucket(bucket).prefix(Keys.JOBS).maxKeys(1).build())) {
                result.get();
                break;
            }
            return true;
        } catch (ErrorResponseException e) {
            if (Faults.noBucket(e)) {
                return false;
            }
            throw e;
        }
    }

    /** No error if another process was faster. */
    boolean make() throws Exception {
        try {
            client.makeBucket(MakeBucketArgs.builder().bucket(bucket).build());
        } catch (ErrorResponseException e) {
            if (!there()) {
                throw e;
            }
        }
        return true;
    }
}
