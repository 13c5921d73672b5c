package io.wuerstchen.fleet.chaos.fleet;

import io.wuerstchen.fleet.chaos.proxy.RequestLog;
import io.wuerstchen.fleet.chaos.proxy.StoreProxy;
import io.wuerstchen.fleet.chaos.proxy.TcpProxy;
import io.wuerstchen.fleet.common.config.KafkaAddress;
import io.wuerstchen.fleet.common.config.StoreAddress;
import io.wuerstchen.fleet.common.config.StoreAddress.Keys;
import io.wuerstchen.fleet.local.LocalServersSettings;
import io.wuerstchen.fleet.local.SingleServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** Kafka and S3, apart from each other, each behind its proxy. Killing and starting again is for one thread at a time. */
public final class ChaosServers implements AutoCloseable {
    private static final String BUCKET = "wuerstchen-fleet";

    private final SingleServer.Surroundings kafkaAt;
    private final SingleServer.Surroundings storeAt;
    private final Keys keys;
    private final TcpProxy kafkaProxy;
    private final StoreProxy storeProxy;
    private volatile SingleServer kafka;
    private volatile SingleServer store;

    private ChaosServers(Programs programs, Path folder, RequestLog log) {
        keys = LocalServersSettings.in(folder).keys();
        kafkaAt = at(programs, folder, "kafka");
        storeAt = at(programs, folder, "s3");
        kafkaProxy = TcpProxy.open("kafka");
        storeProxy = new StoreProxy(log);
    }

    /** Returns when both take requests. */
    public static ChaosServers start(Programs programs, Path folder, RequestLog log) {
        ChaosServers servers = new ChaosServers(programs, folder, log);
        try {
            servers.startKafka(0, 0);
            servers.startStore(0);
            return servers;
        } catch (RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    /** What a process is told of where Kafka and S3 are: their proxies. */
    Map<String, String> environment(String client) {
        Map<String, String> variables = new HashMap<>();
        variables.put("FLEET_KAFKA", "127.0.0.1:" + kafkaProxy.port());
        variables.put("FLEET_S3_ENDPOINT", storeProxy.endpoint(client).toString());
        variables.put("FLEET_S3_ACCESS_KEY", keys.accessKey());
        variables.put("FLEET_S3_SECRET_KEY", keys.secretKey());
        variables.put("FLEET_BUCKET", BUCKET);
        return variables;
    }

    /** Kafka itself, for whoever looks on. */
    public KafkaAddress kafka() {
        return kafka.kafka();
    }

    /** S3 itself, for whoever looks on. */
    public StoreAddress store() {
        return store.store(BUCKET, keys);
    }

    public TcpProxy kafkaProxy() {
        return kafkaProxy;
    }

    public StoreProxy storeProxy() {
        return storeProxy;
    }

    /** {@code kill -9}, and the start of another on the same data after {@code down}. Blocks until it is there again. */
    public void killKafka(Duration down) {
        SingleServer killed = kafka;
        killed.process().kill();
        pause(down);
        startKafka(killed.port(), killed.secondPort());
    }

    /** As {@link #killKafka}. */
    public void killStore(Duration down) {
        SingleServer killed = store;
        killed.process().kill();
        pause(down);
        startStore(killed.port());
    }

    public void stopKafka(Duration time) {
        kafka.process().pause(time);
    }

    public void stopStore(Duration time) {
        store.process().pause(time);
    }

    @Override
    public void close() {
        kafkaProxy.close();
        storeProxy.close();
        if (kafka != null) {
            kafka.close();
        }
        if (store != null) {
            store.close();
        }
    }

    private void startKafka(int port, int second) {
        kafka = SingleServer.kafka(kafkaAt, port, second, kafkaProxy.port());
        kafkaProxy.forwardTo(kafka.secondPort());
    }

    private void startStore(int port) {
        store = SingleServer.s3(storeAt, port, keys);
        storeProxy.forwardTo(store.port());
    }

    private static SingleServer.Surroundings at(Programs programs, Path folder, String name) {
        return new SingleServer.Surroundings(
                folder.resolve(name), folder.resolve("logs-" + name), programs.serversClassPath(), programs.cache());
    }

    private static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
