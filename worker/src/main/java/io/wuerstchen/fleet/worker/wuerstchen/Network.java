package io.wuerstchen.fleet.worker.wuerstchen;

import io.wuerstchen.fleet.worker.wuerstchen.nn.Parameters;
import io.wuerstchen.fleet.worker.wuerstchen.nn.WeightStore;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One of a model's networks. Its weights are in memory for good, or only while it is used. */
final class Network<N> {
    private static final Logger log = LoggerFactory.getLogger(Network.class);

    private final String name;
    private final WeightStore weights;
    private final Function<Parameters, N> build;

    private Optional<N> resident = Optional.empty();
    private boolean told;

    private Network(String name, WeightStore weights, Function<Parameters, N> build) {
        this.name = name;
        this.weights = weights;
        this.build = build;
    }

    /**
     * A network whose weights fit it.
     *
     * @throws io.wuerstchen.fleet.worker.weights.SafetensorsException if a weight is missing, or its shape or type does not fit
     */
    static <N> Network<N> checked(String name, WeightStore weights, Function<Parameters, N> build) {
        weights.check(parameters -> {
            N unused = build.apply(parameters);
        });
        return new Network<>(name, weights, build);
    }

    /**
     * Builds the network, or leaves it to its uses, which it comes before.
     *
     * @param memory resident or sequential
     */
    void open(Memory memory) {
        if (memory == Memory.RESIDENT) {
            resident = Optional.of(build.apply(weights.parameters()));
        } else {
            weights.pass();
        }
    }

    /** What those of its weights take in memory that it reads. */
    long bytes() {
        return weights.bytes();
    }

    /** What is computed may not refer to weights, which may be gone afterwards. */
    <T> T use(Function<N, T> computation) {
        if (resident.isPresent()) {
            return computation.apply(resident.get());
        }
        try {
            return computation.apply(load());
        } finally {
            weights.unload();
        }
    }

    /** As {@link #use}, of what gives nothing back. */
    void run(Consumer<N> computation) {
        use(network -> {
            computation.accept(network);
            return Optional.empty();
        });
    }

    private N load() {
        long start = System.nanoTime();
        N network = build.apply(weights.parameters());
        if (!told) {
            told = true;
            log.atInfo()
                    .addKeyValue("network", name)
                    .addKeyValue(
                            "millis",
                            Duration.ofNanos(System.nanoTime() - start).toMillis())
                    .log("loaded, as for every micro-batch");
        }
        return network;
    }
}
