package io.straightway.event;

import io.straightway.job.JobEvent;
import io.straightway.job.Signal;
import io.straightway.job.WorkOrder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Records of every topic, each behind the number of its topic, for the fuzzer in another package. */
public final class WireSeeds {
    private WireSeeds() {}

    public static List<byte[]> of(Wire wire) {
        List<byte[]> seeds = new ArrayList<>();
        one(Samples.jobs(), job -> job).forEach(job -> seeds.add(behind(number(Wire.topic(job)), wire.write(job))));
        seeds.add(behind(3, wire.write(new Signal("s-1", "a", Signal.Kind.PAUSE))));
        one(Samples.events(), JobEvent::what).forEach(event -> seeds.add(behind(4, wire.write(event))));
        Samples.states().forEach(state -> seeds.add(behind(5, wire.write(state))));
        one(Samples.units(), WorkOrder::work).forEach(unit -> seeds.add(behind(6, wire.write(unit))));
        one(Samples.reports(), report -> report).forEach(report -> seeds.add(behind(7, wire.write(report))));
        return seeds;
    }

    /** Ablations came last. */
    private static int number(Topic topic) {
        return topic == Topic.ABLATION_JOBS ? 8 : topic.ordinal();
    }

    /** The first one of each kind. */
    private static <T> Collection<T> one(List<T> values, Function<T, Object> kind) {
        return values.stream().collect(Collectors.toMap(value -> kind.apply(value).getClass(), value -> value, (first, next) -> first, LinkedHashMap::new)).values();
    }

    private static byte[] behind(int topic, byte[] value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(topic);
        out.writeBytes(value);
        return out.toByteArray();
    }
}
