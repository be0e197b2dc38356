package io.straightway.event;

import io.straightway.job.UnitId;
import java.util.Optional;

/** Job states to and from Avro. */
final class StatusMapping {
    private StatusMapping() {}

    static io.straightway.schema.JobStatus write(JobStatus s) {
        return io.straightway.schema.JobStatus.newBuilder()
                .setJobId(s.job())
                .setKind(s.kind())
                .setState(s.state())
                .setSequence(s.sequence())
                .setUpdated(s.updated())
                .setReceived(s.received())
                .setModel(s.model())
                .setDataset(s.dataset().orElse(null))
                .setStep(s.step())
                .setSteps(s.steps())
                .setStepName(s.stepName().orElse(null))
                .setDone(s.done())
                .setTotal(s.total())
                .setPerSecond(s.perSecond())
                .setEtaSeconds(s.etaSeconds().orElse(null))
                .setMeasures(s.measures())
                .setLeases(s.leases().stream().map(l -> new io.straightway.schema.Lease(
                        l.unit().toString(), l.attempt(), l.worker(), l.started(), l.expires(), l.done())).toList())
                .setOutcome(s.outcome().map(OutcomeMapping::write).orElse(null))
                .setWaitingFor(s.waitingFor())
                .build();
    }

    static JobStatus read(io.straightway.schema.JobStatus s) {
        return new JobStatus(
                s.getJobId(),
                s.getKind(),
                s.getState(),
                s.getSequence(),
                s.getUpdated(),
                s.getReceived(),
                s.getModel(),
                Optional.ofNullable(s.getDataset()),
                s.getStep(),
                s.getSteps(),
                Optional.ofNullable(s.getStepName()),
                s.getDone(),
                s.getTotal(),
                s.getPerSecond(),
                Optional.ofNullable(s.getEtaSeconds()),
                s.getMeasures(),
                s.getLeases().stream().map(l -> new JobStatus.Lease(
                        UnitId.parse(l.getUnit()), l.getAttempt(), l.getWorker(), l.getStarted(), l.getExpires(), l.getDone())).toList(),
                Optional.ofNullable(s.getOutcome()).map(OutcomeMapping::read),
                s.getWaitingFor());
    }
}
