package io.straightway.job;

/** What a transition asks the outside world to do. */
public sealed interface Effect {
    record Publish(JobEvent event) implements Effect {}

    record Issue(WorkOrder order) implements Effect {}
}
