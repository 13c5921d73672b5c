package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.job.Settings;
import io.wuerstchen.fleet.common.wire.Heartbeat;
import io.wuerstchen.fleet.common.wire.Heartbeat.Host;
import io.wuerstchen.fleet.common.wire.Heartbeat.Load;
import io.wuerstchen.fleet.worker.report.ResultPublisher;
import java.util.function.Supplier;

/** Says what the worker is and does, and at last that it is gone. */
final class Heartbeats {
    private final ResultPublisher publisher;
    private final WorkerIdentity identity;
    private final Settings defaults;
    private final Host host;

    Heartbeats(ResultPublisher publisher, WorkerIdentity identity, Settings defaults, Host host) {
        this.publisher = publisher;
        this.identity = identity;
        this.defaults = defaults;
        this.host = host;
    }

    /** One that does not arrive is made good by the next. Blocks while the producer has no room. */
    void beat(Supplier<Load> load) {
        var unused = publisher.publish(new Heartbeat(identity.id(), identity.model(), defaults, host, load.get()));
    }

    /** After the last beat. */
    void farewell() {
        var unused = publisher.farewell(identity.id());
    }
}
