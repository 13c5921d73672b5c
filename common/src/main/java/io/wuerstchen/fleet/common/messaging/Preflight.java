package io.wuerstchen.fleet.common.messaging;

import io.wuerstchen.fleet.common.wire.Topics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;

/** Makes the topics and the share group that a model's jobs need, where they are missing. */
public final class Preflight {
    private static final int PARTITIONS = 12;
    private static final String THIRTY_DAYS = Long.toString(30L * 24 * 3600 * 1000);

    private final Admin admin;
    private final Topics topics;

    public Preflight(Admin admin, Topics topics) {
        this.admin = admin;
        this.topics = topics;
    }

    /**
     * Makes what is missing.
     *
     * @return how often the broker delivers a job at most
     * @throws MessagingException where the broker is out of reach or knows no share groups
     */
    public int prepare(String model) {
        prepareShared();
        create(List.of(topic(topics.jobs(model), Map.of("retention.ms", "-1", "retention.bytes", "-1"))));
        return new GroupSettings(admin, topics.workers(model)).apply();
    }

    /** As {@link #prepare}, but only what all models share. */
    public void prepareShared() {
        requireShareGroups();
        create(List.of(
                topic(topics.results(), Map.of("retention.ms", THIRTY_DAYS)),
                topic(topics.deadLetters(), Map.of("retention.ms", THIRTY_DAYS)),
                topic(topics.control(), Map.of("cleanup.policy", "compact")),
                // The broker's clock: a worker whose own is off must not count as dead.
                topic(
                        topics.workers(),
                        Map.of("cleanup.policy", "compact", "message.timestamp.type", "LogAppendTime"))));
    }

    private void requireShareGroups() {
        var features = await(admin.describeFeatures().featureMetadata(), "ask the broker for its features");
        FinalizedVersionRange share = features.finalizedFeatures().get("share.version");
        if (share == null || share.maxVersionLevel() < 1) {
            throw new MessagingException(
                    "the broker has no share groups (expected: Kafka 4.2 or newer, share.version 1)");
        }
    }

    private static NewTopic topic(String name, Map<String, String> settings) {
        // The broker's own default of replicas: 1 on a laptop, whatever the cluster's owner chose elsewhere.
        return new NewTopic(name, Optional.of(PARTITIONS), Optional.empty()).configs(settings);
    }

    private void create(List<NewTopic> wanted) {
        var created = admin.createTopics(wanted).values();
        for (NewTopic topic : wanted) {
            try {
                await(created.get(topic.name()), "create topic " + topic.name());
            } catch (MessagingException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw e;
                }
            }
        }
    }

    static <T> T await(KafkaFuture<T> future, String what) {
        try {
            // Bounded by the admin client's own default.api.timeout.ms.
            return future.get();
        } catch (ExecutionException e) {
            throw new MessagingException("can't " + what + ": " + e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted: " + what, e);
        }
    }
}
