package io.straightway.drill;

import io.straightway.job.JobEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Waits for the sign that the cluster has recovered from a fault.
 *
 * @param patience for each sign; later is too late
 */
record Recovery(Witness witness, Probe probe, Duration patience) {
    /** A fault that the cluster does not recover from within this time is reported as such. */
    static final Duration PATIENCE = Duration.ofMinutes(5);

    /** Submits one known job of each partition again; their ids. */
    interface Probe {
        Set<String> send() throws InterruptedException;
    }

    /** @throws MomentMissed if all jobs that it concerned had ended before, so that no sign can come */
    Tried.Result await(Fault.Injection injection) throws InterruptedException, MomentMissed {
        return switch (injection.sign()) {
            case Fault.Jobs concerned -> ofJobs(concerned, injection);
            case Fault.EveryPartition every -> ofPartitions(injection);
        };
    }

    private Tried.Result ofJobs(Fault.Jobs concerned, Fault.Injection injection) throws InterruptedException, MomentMissed {
        if (witness.ended(concerned.jobs(), concerned.since())) {
            throw new MomentMissed("it concerned " + concerned.jobs() + ", which had ended before");
        }
        Optional<Witness.Seen> sign = witness.await(event -> concerned.jobs().contains(event.job())
                && (event.what().terminal() || event.what() instanceof JobEvent.StepCompleted), concerned.since(), patience);
        return sign.map(seen -> recovered(seen.at(), injection)).orElseGet(() -> tooLate(injection));
    }

    private Tried.Result ofPartitions(Fault.Injection injection) throws InterruptedException {
        long last = injection.over();
        for (String job : probe.send()) {
            Optional<Witness.Seen> answer = witness.await(event -> event.job().equals(job) && event.what() instanceof JobEvent.SubmissionRepeated,
                    injection.over(), patience);
            if (answer.isEmpty()) {
                return tooLate(injection);
            }
            last = Math.max(last, answer.get().at());
        }
        return recovered(last, injection);
    }

    private static Tried.Result recovered(long at, Fault.Injection injection) {
        return new Tried.Recovered(Math.max(0, (at - injection.over()) / 1e9));
    }

    private Tried.Result tooLate(Fault.Injection injection) {
        return new Tried.NotRecovered("no recovery within " + patience + " by " + injection.sign());
    }
}
