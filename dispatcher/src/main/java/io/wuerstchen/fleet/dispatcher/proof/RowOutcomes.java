package io.wuerstchen.fleet.dispatcher.proof;

import io.wuerstchen.fleet.common.artifact.JobObjects;
import io.wuerstchen.fleet.common.artifact.ObjectNames;
import io.wuerstchen.fleet.common.job.FailureKind;
import io.wuerstchen.fleet.common.job.GenerationJob;
import io.wuerstchen.fleet.common.job.JobResult;
import io.wuerstchen.fleet.common.job.JobResult.Cancelled;
import io.wuerstchen.fleet.common.job.JobResult.Committed;
import io.wuerstchen.fleet.common.job.JobResult.Dead;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.StoredImage;
import io.wuerstchen.fleet.common.job.StoredImage.Artifact;
import io.wuerstchen.fleet.dispatcher.intake.PromptRow;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that segments say of one row. Of results it holds what a proof needs, as there may be thousands. One thread only. */
final class RowOutcomes {
    private final ObjectNames names;
    private final History history;
    private List<Artifact> objects;
    private boolean whole;
    private boolean differs;
    private int author;
    private int drawing;
    private RowState uncommitted = RowState.OPEN;

    RowOutcomes(ObjectNames names, History history) {
        this.names = names;
        this.history = history;
    }

    void add(JobResult result) {
        if (result.outcome() instanceof Committed outcome) {
            commit(result, outcome);
        } else if (result.outcome() instanceof Dead dead && history.counts(dead)) {
            uncommitted = dead.kind() == FailureKind.CONFLICT ? RowState.CONFLICT : RowState.DEAD;
        } else if (result.outcome() instanceof Cancelled && history.countsCancelled() && !isDead()) {
            uncommitted = RowState.CANCELLED;
        }
    }

    void reject() {
        if (uncommitted == RowState.OPEN) {
            uncommitted = RowState.REJECTED;
        }
    }

    /** Committed beats dead beats cancelled beats rejected, as in the ledger. */
    RowState state() {
        return objects != null ? RowState.COMMITTED : uncommitted;
    }

    /** Of a committed row: whether there are results that don't name the same objects with the same bytes. */
    boolean differs() {
        return differs;
    }

    /** Of a committed row: what its first result names. */
    List<Artifact> objects() {
        return objects;
    }

    /** Of a committed row: the first object that its result names; {@code null} if that names none. */
    String first() {
        return objects.isEmpty() ? null : objects.get(0).key();
    }

    /** Of a committed row: whether its result names every object that its own parameters ask for. */
    boolean isWhole() {
        return whole;
    }

    /** Of a committed row: whether its result names every object that {@code asked} asks for. */
    boolean namesAllOf(GenerationJob asked) {
        return keys(objects).containsAll(expected(JobObjects.of(names, asked)));
    }

    /** Of a committed row: whether its result is of the same model, size and seed. */
    boolean isDrawnAs(GenerationJob asked) {
        return drawing == drawing(asked.model(), asked.parameters());
    }

    /** Of a committed row: whether its result has the name and the prompt that the row has. */
    boolean isOf(PromptRow row) {
        return author == Objects.hash(row.id(), row.prompt().text());
    }

    private void commit(JobResult result, Committed outcome) {
        List<Artifact> named = outcome.images().stream()
                .map(StoredImage::artifacts)
                .flatMap(List::stream)
                .toList();
        if (objects == null) {
            objects = named;
            whole = keys(named).containsAll(expected(new JobObjects(names, result.id(), outcome.parameters())));
            drawing = drawing(result.model(), outcome.parameters());
            author = Objects.hash(
                    result.origin().rowId(), outcome.parameters().text().prompt());
        } else {
            differs |= !new HashSet<>(named).equals(new HashSet<>(objects));
        }
    }

    private static int drawing(ModelRef model, Parameters parameters) {
        return Objects.hash(
                model, parameters.canvas().resolution(), parameters.canvas().seed());
    }

    private static Set<String> expected(JobObjects asked) {
        return asked.all().stream().map(JobObjects.Name::key).collect(Collectors.toSet());
    }

    private static Set<String> keys(List<Artifact> named) {
        return named.stream().map(Artifact::key).collect(Collectors.toSet());
    }

    private boolean isDead() {
        return uncommitted == RowState.DEAD || uncommitted == RowState.CONFLICT;
    }
}
