package io.wuerstchen.fleet.worker.intake;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sees when the topic of a model's jobs is deleted and made anew under its name. A share consumer fetches by the topic's id, goes on
 * with the old one, and the broker's answers don't tell it; only one that joins afterwards is sure to get jobs. For any thread.
 */
public final class JobsTopic implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(JobsTopic.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(10);
    private static final Duration CLOSE = Duration.ofSeconds(5);

    private final Admin admin;
    private final String name;
    private final ScheduledExecutorService thread;
    private Uuid id;
    private final AtomicInteger timesMadeAnew = new AtomicInteger();

    /** Takes over the client and closes it; {@link #look} is to be called again and again, or {@link #watch}. */
    JobsTopic(Admin admin, String name) {
        this.admin = admin;
        this.name = name;
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread watching = new Thread(task, "jobs-topic");
            watching.setDaemon(true);
            return watching;
        });
    }

    /** Takes over the client and closes it. */
    public static JobsTopic watch(Admin admin, String name) {
        JobsTopic topic = new JobsTopic(admin, name);
        topic.thread.scheduleWithFixedDelay(topic::look, 0, BETWEEN_LOOKS.toMillis(), TimeUnit.MILLISECONDS);
        return topic;
    }

    public int timesMadeAnew() {
        return timesMadeAnew.get();
    }

    void look() {
        try {
            note(admin.describeTopics(List.of(name))
                    .topicNameValues()
                    .get(name)
                    .get()
                    .topicId());
        } catch (ExecutionException e) {
            // Kafka is away, or the topic is just not there: later again.
            log.atDebug().addKeyValue("reason", e.getCause().toString()).log("can't look at the jobs' topic");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        admin.close(CLOSE);
    }

    private void note(Uuid now) {
        if (id != null && !id.equals(now)) {
            log.atWarn().addKeyValue("topic", name).log("the jobs' topic was made anew, joining its group again");
            timesMadeAnew.incrementAndGet();
        }
        id = now;
    }
}
