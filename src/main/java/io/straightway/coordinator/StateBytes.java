package io.straightway.coordinator;

import io.straightway.job.Job;
import io.straightway.json.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * A job's state as bytes: JSON, deflated where it is long. A job of thousands of shards lists thousands of objects, and Kafka takes records
 * of up to 1 MiB.
 */
final class StateBytes {
    /** Below this, deflating takes more time than it saves. */
    private static final int LONG = 1 << 16;

    private StateBytes() {}

    static byte[] write(Job job) {
        byte[] json = Json.bytes(job, Job.class);
        if (json.length < LONG) {
            return json;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(json.length / 2);
        Deflater fast = new Deflater(Deflater.BEST_SPEED);
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, fast)) {
            out.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            fast.end();
        }
        return bytes.toByteArray();
    }

    static Job read(byte[] bytes) {
        if (bytes[0] == '{') {
            return Json.read(bytes, Job.class);
        }
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
            return Json.read(in.readAllBytes(), Job.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
