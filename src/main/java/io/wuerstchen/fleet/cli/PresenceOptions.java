package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.worker.WorkerOptions;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How a worker shows itself. */
final class PresenceOptions {
    @Option(
            names = "--id",
            paramLabel = "NAME",
            description = "The worker's name in heartbeats and results; by default made from host, process and chance.")
    private String id;

    @Option(
            names = "--bind",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = "Where /health, /ready and /metrics are served; ${DEFAULT-VALUE} by default.")
    private String bind;

    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            converter = SamplingOptions.Whole.class,
            description = "Their port; 0, the default, for any that is free.")
    private int port;

    WorkerOptions.Presence presence() {
        return new WorkerOptions.Presence(Optional.ofNullable(id), bind, port, Versions.fleet());
    }
}
