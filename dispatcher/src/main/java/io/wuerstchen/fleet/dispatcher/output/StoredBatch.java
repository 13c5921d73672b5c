package io.wuerstchen.fleet.dispatcher.output;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Prompt;
import io.wuerstchen.fleet.common.storage.ObjectStore;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.archive.BatchObjects;
import io.wuerstchen.fleet.dispatcher.archive.Generation;
import io.wuerstchen.fleet.dispatcher.archive.InputIndex;
import io.wuerstchen.fleet.dispatcher.archive.InputReader;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import io.wuerstchen.fleet.dispatcher.intake.Row;
import java.util.Optional;
import java.util.function.Consumer;

/** A batch as it lies in the store, for whoever makes something of its rows. Safe for all threads. */
public final class StoredBatch {
    private final BatchObjects objects;
    private final InputIndex input;
    private final ObjectNode manifest;

    private StoredBatch(BatchObjects objects, InputIndex input, ObjectNode manifest) {
        this.objects = objects;
        this.input = input;
        this.manifest = manifest;
    }

    /**
     * @throws InvalidJobException if there is no such batch, or no worker has ever announced itself to it
     * @throws io.wuerstchen.fleet.common.storage.StoreException if the store fails
     */
    public static StoredBatch open(ObjectStore store, ObjectNames names, String batch) {
        BatchObjects objects = new BatchObjects(store, names, batch);
        InputIndex input = input(objects);
        ObjectNode manifest = objects.manifest()
                .map(Json::parseObject)
                .orElseThrow(() -> InvalidJobException.of("batch", batch, "one that has begun"));
        return new StoredBatch(objects, input, manifest);
    }

    /**
     * Whether the batch can't be opened yet but may be later: no worker has announced itself to it, and it has not ended without
     * any.
     *
     * @throws InvalidJobException if there is no such batch
     */
    public static boolean isYetToBegin(ObjectStore store, ObjectNames names, String batch) {
        BatchObjects objects = new BatchObjects(store, names, batch);
        input(objects);
        return objects.manifest().isEmpty()
                && objects.report(objects.generation()).isEmpty();
    }

    public String name() {
        return objects.batch();
    }

    /** Rows of its input, well-formed or not. */
    public long rows() {
        return input.rows();
    }

    /** What its rows came from. */
    public String file() {
        return input.file();
    }

    /** SHA-256 of its canonical input. */
    public String inputDigest() {
        return input.sha256();
    }

    public ModelRef model() {
        return new ModelRef(
                manifest.at("/model/name").asText(),
                manifest.at("/model/weights").asText());
    }

    /** Rows from number {@code from} on, each with what became of it so far; the caller closes them. */
    public BatchRows rows(long from) {
        return new BatchRows(InputReader.from(objects, input, from), new StoredOutcomes(objects), ending());
    }

    /** As it stands now. */
    private BatchRows.Ending ending() {
        int generation = objects.generation();
        return new BatchRows.Ending(objects.report(generation).isPresent(), Generation.cancels(objects), generation);
    }

    /** Tells every well-formed prompt, in order. */
    public void prompts(Consumer<Prompt> to) {
        try (InputReader rows = new InputReader(objects, input)) {
            for (Optional<Row> row = rows.next(); row.isPresent(); row = rows.next()) {
                if (row.get() instanceof PromptRow prompt) {
                    to.accept(prompt.prompt());
                }
            }
        }
    }

    private static InputIndex input(BatchObjects objects) {
        return InputIndex.find(objects)
                .orElseThrow(() -> InvalidJobException.of("batch", objects.batch(), "one whose input is in the store"));
    }
}
