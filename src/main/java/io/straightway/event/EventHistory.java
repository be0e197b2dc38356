package io.straightway.event;

import io.straightway.job.JobEvent;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** The events of the jobs that were heard of last, in bounded space, and those who want to hear of the next. Thread-safe. */
final class EventHistory {
    /** Some tens of megabytes. */
    static final int MOST_EVENTS = 50_000;

    private final Map<String, Story> stories = new LinkedHashMap<>(16, 0.75f, true);
    /** A listener that has had enough ends itself while it is being told. */
    private final List<Consumer<JobEvent>> listeners = new CopyOnWriteArrayList<>();
    private int events;

    /** An event that is known already changes nothing. */
    synchronized void add(JobEvent event) {
        Story story = stories.computeIfAbsent(event.job(), job -> new Story());
        int before = story.size();
        if (!story.add(event)) {
            return;
        }
        events += story.size() - before;
        forget();
        listeners.forEach(listener -> listener.accept(event));
    }

    /** The jobs that were quiet for longest go first, whole. */
    private void forget() {
        Iterator<Story> oldest = stories.values().iterator();
        while (events > MOST_EVENTS && stories.size() > 1) {
            events -= oldest.next().size();
            oldest.remove();
        }
    }

    /** Empty for a job of which nothing is remembered. */
    synchronized Optional<EventBoard.Heard> of(String job, long after) {
        return Optional.ofNullable(stories.get(job)).map(story -> new EventBoard.Heard(story.after(after), story.thinned()));
    }

    /** From here on; the listener must not wait. */
    synchronized Runnable listen(Consumer<JobEvent> listener) {
        listeners.add(listener);
        return () -> stop(listener);
    }

    /** What a job's history holds after the sequence, and whatever comes then, without a gap. */
    synchronized Runnable listen(String job, long after, Consumer<JobEvent> listener) {
        of(job, after).ifPresent(heard -> heard.events().forEach(listener));
        return listen(event -> {
            if (event.job().equals(job)) {
                listener.accept(event);
            }
        });
    }

    private synchronized void stop(Consumer<JobEvent> listener) {
        listeners.remove(listener);
    }
}
