package io.wuerstchen.fleet.common.messaging;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a share group of workers must be set to, as far as the broker knows the setting and lets us. */
final class GroupSettings {
    private static final Logger log = LoggerFactory.getLogger(GroupSettings.class);

    private static final String DELIVERY_LIMIT = "share.delivery.count.limit";
    /** Of a broker that knows no such key for a group. */
    private static final int DEFAULT_DELIVERY_LIMIT = 5;

    private static final List<Wanted> WANTED = List.of(
            // The default is "latest", which loses every job published before the first worker came.
            new Wanted("share.auto.offset.reset", List.of("earliest")),
            // A worker that dies keeps its jobs from others no longer than this.
            new Wanted("share.record.lock.duration.ms", List.of("30000")),
            // The broker's delivery count must never decide a job's fate: as high as it lets us. Kafka 4.2 has no such
            // key.
            new Wanted(DELIVERY_LIMIT, List.of("25", "10")));

    /** A broker may hear of a change a little after the controller that made it. */
    private static final int LOOKS = 30;

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final Admin admin;
    private final ConfigResource group;

    GroupSettings(Admin admin, String group) {
        this.admin = admin;
        this.group = new ConfigResource(ConfigResource.Type.GROUP, group);
    }

    /**
     * Sets all and reads them back; what differs is logged by name.
     *
     * @return how often the broker delivers a record at most
     */
    int apply() {
        Map<String, String> expected = new LinkedHashMap<>();
        WANTED.forEach(wanted -> expected.put(wanted.key(), setFirst(wanted)));
        differing(expected).forEach(difference -> log.atWarn()
                .addKeyValue("reason", difference)
                .log("share group " + group.name() + " is not set as it should be"));
        return deliveryLimit(expected.get(DELIVERY_LIMIT), read());
    }

    /** What was just set, even where the broker has not heard of it yet; its default where it knows no such setting. */
    static int deliveryLimit(String set, Config found) {
        return found.get(DELIVERY_LIMIT) == null ? DEFAULT_DELIVERY_LIMIT : Integer.parseInt(set);
    }

    /** In the house's form; a key that the broker does not know is none. */
    static List<String> differing(Map<String, String> expected, Config found) {
        return expected.entrySet().stream()
                .filter(each -> found.get(each.getKey()) != null)
                .filter(each -> !each.getValue().equals(found.get(each.getKey()).value()))
                .map(each -> each.getKey() + ": " + found.get(each.getKey()).value() + " (expected: " + each.getValue()
                        + ")")
                .toList();
    }

    /** The first value that the broker takes, or else the first of all. */
    private String setFirst(Wanted wanted) {
        return wanted.values().stream()
                .filter(value -> set(wanted.key(), value))
                .findFirst()
                .orElse(wanted.values().get(0));
    }

    /** {@code false} where the broker does not know the key, or does not allow the value. */
    private boolean set(String key, String value) {
        var change = new AlterConfigOp(new ConfigEntry(key, value), AlterConfigOp.OpType.SET);
        try {
            Preflight.await(
                    admin.incrementalAlterConfigs(Map.of(group, List.of(change)))
                            .all(),
                    "set " + key);
            return true;
        } catch (MessagingException e) {
            if (e.getCause() instanceof InvalidConfigurationException
                    || e.getCause() instanceof InvalidRequestException) {
                log.atInfo().addKeyValue("reason", e.getMessage()).log("broker does not take a group's setting");
                return false;
            }
            throw e;
        }
    }

    private List<String> differing(Map<String, String> expected) {
        List<String> differences = List.of();
        for (int look = 0; look < LOOKS; look++) {
            differences = differing(expected, read());
            if (differences.isEmpty()) {
                return differences;
            }
            pause();
        }
        return differences;
    }

    private Config read() {
        return Preflight.await(admin.describeConfigs(List.of(group)).all(), "read the settings of " + group.name())
                .get(group);
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MessagingException("interrupted while a share group's settings were read", e);
        }
    }

    /** @param values in order of preference */
    private record Wanted(String key, List<String> values) {}
}
