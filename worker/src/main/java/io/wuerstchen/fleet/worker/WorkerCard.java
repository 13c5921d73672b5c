package io.wuerstchen.fleet.worker;

import io.wuerstchen.fleet.common.job.ModelRef;
import java.net.URI;
import java.util.Optional;

/**
 * What a worker says of itself once it takes jobs.
 *
 * @param device what was chosen to compute on, and why
 * @param address of its health and metrics
 * @param caveat what its store can't promise
 */
public record WorkerCard(String id, ModelRef model, String device, URI address, Optional<String> caveat) {
    /** One line for people. */
    @Override
    public String toString() {
        String line = id + ", model " + model.name() + " on " + device + ", at " + address;
        return caveat.map(words -> line + "; " + words).orElse(line);
    }
}
