package io.wuerstchen.fleet.chaos;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobNotice;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.storage.ObjectStore.StoreObject;
import io.wuerstchen.fleet.common.storage.StoreException;
import io.wuerstchen.fleet.common.wire.FleetEvents;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.NoticeJson;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.ShareConsumer;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;

/** The bugs. */
final class Plants {
    private Plants() {}

    static ShareConsumer<String, byte[]> acknowledgesAtOnce(
            ShareConsumer<String, byte[]> consumer, AtomicInteger taken) {
        return Between.of(ShareConsumer.class, consumer, (method, arguments, original) -> switch (method) {
            case "poll" -> {
                ConsumerRecords<String, byte[]> records = polled(original.with(arguments));
                records.forEach(record -> consumer.acknowledge(record, AcknowledgeType.ACCEPT));
                consumer.commitSync();
                taken.addAndGet(records.count());
                yield records;
            }
            case "acknowledge" -> null;
            case "commitSync" -> Map.of();
            default -> original.with(arguments);
        });
    }

    static ShareConsumer<String, byte[]> counts(ShareConsumer<String, byte[]> consumer, AtomicInteger taken) {
        return Between.of(ShareConsumer.class, consumer, (method, arguments, original) -> {
            Object answer = original.with(arguments);
            if (method.equals("poll")) {
                taken.addAndGet(polled(answer).count());
            }
            return answer;
        });
    }

    static ShareConsumer<String, byte[]> takesNothing(ShareConsumer<String, byte[]> consumer) {
        return Between.of(ShareConsumer.class, consumer, (method, arguments, original) -> {
            if (method.equals("poll")) {
                Thread.sleep(50);
                return ConsumerRecords.empty();
            }
            return method.equals("subscribe") ? null : original.with(arguments);
        });
    }

    static Producer<String, byte[]> dropsNotices(Producer<String, byte[]> producer, AtomicInteger dropped) {
        return sending(producer, record -> {
            boolean notice = type(record).equals(FleetEvents.NOTICE_TYPE);
            dropped.addAndGet(notice ? 1 : 0);
            return notice ? Optional.empty() : Optional.of(record);
        });
    }

    static Producer<String, byte[]> diesAtFirstRetry(Producer<String, byte[]> producer) {
        return sending(producer, record -> {
            if (!type(record).equals(FleetEvents.NOTICE_TYPE)) {
                return Optional.of(record);
            }
            JobNotice notice = NoticeJson.read(Json.parseObject(record.value()));
            JobResult dead = new JobResult(
                    new GenerationJob.Origin(
                            notice.id(), Long.toString(notice.id().row()), Map.of()),
                    ModelRef.simulated("wuerstchen-emoji"),
                    notice.worker(),
                    new JobResult.Dead(FailureKind.MODEL_ERROR, "at the first retry"));
            return Optional.of(new FleetEvents(Clock.systemUTC()).result(record.topic(), dead));
        });
    }

    static Producer<String, byte[]> drawsSeedsAnew(Producer<String, byte[]> producer) {
        return sending(producer, record -> {
            boolean again = record.headers().lastHeader("fleet_published_again") != null;
            return Optional.of(
                    again ? withSeed(record, ThreadLocalRandom.current().nextInt(1 << 30)) : record);
        });
    }

    static Admin seesNoOffsets(Admin admin) {
        return Between.of(Admin.class, admin, (method, arguments, original) -> {
            if (!method.equals("listOffsets")) {
                return original.with(arguments);
            }
            @SuppressWarnings("unchecked")
            Map<TopicPartition, OffsetSpec> asked = (Map<TopicPartition, OffsetSpec>) arguments[0];
            return asked.values().iterator().next() instanceof OffsetSpec.EarliestSpec
                    ? new ListOffsetsResult(asked.keySet().stream()
                            .collect(toMap(
                                    identity(),
                                    partition -> KafkaFuture.completedFuture(
                                            new ListOffsetsResultInfo(0, -1, Optional.empty())))))
                    : original.with(arguments);
        });
    }

    static ObjectStore isOutOfOrder(ObjectStore store) {
        return putting(store, (object, original) -> {
            throw new StoreException("out of order", null);
        });
    }

    static ObjectStore promisesToPut(ObjectStore store) {
        List<StoreObject> later = new ArrayList<>();
        return putting(store, (object, original) -> {
            synchronized (later) {
                return later.add(object);
            }
        });
    }

    static ObjectStore forgetsFailures(ObjectStore store, AtomicInteger failures, int most) {
        return putting(store, (object, original) -> {
            if (failures.getAndIncrement() < most) {
                return true;
            }
            return (Boolean) original.with(object);
        });
    }

    static ObjectStore overwrites(ObjectStore store) {
        return putting(store, (object, original) -> {
            store.put(object);
            return true;
        });
    }

    /** Segments wait until the snapshot that counts on them stands, and it dies right then. */
    static ObjectStore putsSnapshotsFirstAndDies(ObjectStore store) {
        AtomicInteger waiting = new AtomicInteger();
        return Between.of(ObjectStore.class, store, (method, arguments, original) -> {
            String key = method.startsWith("put") ? ((StoreObject) arguments[0]).key() : "";
            if (key.contains("/results/")) {
                waiting.incrementAndGet();
                return true;
            }
            Object answer = original.with(arguments);
            if (key.contains("/snapshots/") && waiting.get() > 0) {
                throw new IllegalStateException("died");
            }
            return answer;
        });
    }

    static ObjectStore seesNoSuccessor(ObjectStore store) {
        return Between.of(
                ObjectStore.class,
                store,
                (method, arguments, original) -> method.equals("page")
                                && arguments[0].toString().contains("/owner/")
                                && !arguments[1].toString().isEmpty()
                        ? List.of()
                        : original.with(arguments));
    }

    private static ConsumerRecords<String, byte[]> polled(Object records) {
        @SuppressWarnings("unchecked")
        ConsumerRecords<String, byte[]> typed = (ConsumerRecords<String, byte[]>) records;
        return typed;
    }

    private interface Put {
        boolean put(StoreObject object, Between.Original original) throws Throwable;
    }

    /** Only what belongs to rows. */
    private static ObjectStore putting(ObjectStore store, Put put) {
        return Between.of(
                ObjectStore.class,
                store,
                (method, arguments, original) -> method.equals("putIfAbsent")
                                && ((StoreObject) arguments[0]).key().contains("/images/")
                        ? put.put((StoreObject) arguments[0], original)
                        : original.with(arguments));
    }

    private interface Send {
        /** What is sent instead; empty: nothing, and its sender thinks it was. */
        Optional<ProducerRecord<String, byte[]>> instead(ProducerRecord<String, byte[]> record);
    }

    private static Producer<String, byte[]> sending(Producer<String, byte[]> producer, Send send) {
        return Between.of(Producer.class, producer, (method, arguments, original) -> {
            if (!method.equals("send")) {
                return original.with(arguments);
            }
            Optional<ProducerRecord<String, byte[]>> instead = send.instead(record(arguments[0]));
            if (instead.isPresent()) {
                return original.with(instead.get(), arguments[1]);
            }
            RecordMetadata sent = new RecordMetadata(new TopicPartition("nowhere", 0), 0, 0, 0, 0, 0);
            ((Callback) arguments[1]).onCompletion(sent, null);
            return CompletableFuture.completedFuture(sent);
        });
    }

    @SuppressWarnings("unchecked")
    private static ProducerRecord<String, byte[]> record(Object argument) {
        return (ProducerRecord<String, byte[]>) argument;
    }

    private static String type(ProducerRecord<String, byte[]> record) {
        Header type = record.headers().lastHeader("ce_type");
        return type == null ? "" : new String(type.value(), StandardCharsets.UTF_8);
    }

    private static ProducerRecord<String, byte[]> withSeed(ProducerRecord<String, byte[]> record, long seed) {
        ObjectNode job = Json.parseObject(record.value());
        job.put("seed", seed);
        return new ProducerRecord<>(
                record.topic(), record.partition(), record.key(), Json.bytes(job), record.headers());
    }
}
