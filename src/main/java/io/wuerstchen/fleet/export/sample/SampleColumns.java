package io.wuerstchen.fleet.export.sample;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The columns of a dataset, version {@value #VERSION}: {@code key}, those of every batch, {@code perceptual_hash}, then the
 * author's metadata. Every value is plain and has one type in all files, which is what readers that guess types need.
 */
public final class SampleColumns {
    /** Raised with every change that a reader could notice. */
    public static final int VERSION = 1;

    /** Known before a picture is looked at, and so what {@code --where} can ask for. */
    public static final List<SampleColumn> OF_EVERY_BATCH = List.of(
            column("id", Kind.TEXT, Sample::id),
            column("row", Kind.LONG, Sample::row),
            column("image", Kind.INTEGER, sample -> sample.image().index()),
            column("prompt", Kind.TEXT, sample -> sample.parameters().text().prompt()),
            column("negative_prompt", Kind.TEXT, sample -> sample.parameters()
                    .text()
                    .negativePrompt()),
            column("width", Kind.INTEGER, sample -> canvas(sample).resolution().width()),
            column("height", Kind.INTEGER, sample -> canvas(sample).resolution().height()),
            column("n", Kind.INTEGER, sample -> canvas(sample).n()),
            column("seed", Kind.LONG, sample -> sample.image().seed()),
            column("prior_steps", Kind.INTEGER, sample -> prior(sample)
                    .schedule()
                    .steps()),
            column("prior_timesteps", Kind.TEXT, sample -> timesteps(prior(sample))),
            column("prior_guidance", Kind.DOUBLE, sample -> prior(sample).guidance()),
            column("decoder_steps", Kind.INTEGER, sample -> decoder(sample)
                    .schedule()
                    .steps()),
            column("decoder_timesteps", Kind.TEXT, sample -> timesteps(decoder(sample))),
            column("decoder_guidance", Kind.DOUBLE, sample -> decoder(sample).guidance()),
            column(
                    "output_format",
                    Kind.TEXT,
                    sample -> sample.parameters().output().format().wireName()),
            column("model", Kind.TEXT, sample -> sample.result().model().name()),
            column("weights", Kind.TEXT, sample -> sample.result().model().digest()),
            column("sha256", Kind.TEXT, sample -> sample.picture().sha256()),
            column("bytes", Kind.LONG, sample -> sample.picture().bytes()),
            column(
                    "warnings",
                    Kind.TEXT,
                    sample -> String.join("\n", sample.image().warnings())));

    private static final String KEY = "key";
    private static final String HASH = "perceptual_hash";

    private final List<SampleColumn> own;
    private final List<ParquetColumn> all = new ArrayList<>();

    /** @param metadata the author's columns */
    public SampleColumns(List<SampleColumn> metadata) {
        own = new ArrayList<>(OF_EVERY_BATCH);
        all.add(new ParquetColumn(KEY, Kind.TEXT));
        OF_EVERY_BATCH.forEach(column -> all.add(column.parquet()));
        all.add(new ParquetColumn(HASH, Kind.TEXT));
        own.addAll(metadata);
        metadata.forEach(column -> all.add(column.parquet()));
    }

    /** In the order of {@link #values}. */
    public List<ParquetColumn> parquet() {
        return List.copyOf(all);
    }

    /** @param hash of the picture; {@code null} where it could not be read */
    public List<Object> values(String key, Sample sample, String hash) {
        List<Object> values = new ArrayList<>(all.size());
        values.add(key);
        for (int i = 0; i < own.size(); i++) {
            if (i == OF_EVERY_BATCH.size()) {
                values.add(hash);
            }
            values.add(own.get(i).value().apply(sample));
        }
        if (own.size() == OF_EVERY_BATCH.size()) {
            values.add(hash);
        }
        return values;
    }

    /** The same as {@code KEY.json}: every field is there, a missing one as null. */
    public byte[] json(List<Object> values) {
        ObjectNode node = Json.object();
        for (int i = 0; i < values.size(); i++) {
            node.putPOJO(all.get(i).name(), values.get(i));
        }
        return Json.bytes(node);
    }

    private static SampleColumn column(String name, Kind kind, Function<Sample, Object> value) {
        return new SampleColumn(name, kind, value);
    }

    private static Parameters.Canvas canvas(Sample sample) {
        return sample.parameters().canvas();
    }

    private static Parameters.Stage prior(Sample sample) {
        return sample.parameters().prior();
    }

    private static Parameters.Stage decoder(Sample sample) {
        return sample.parameters().decoder();
    }

    /** As the options of a submit have it; empty where a number of equal steps was asked for. */
    private static String timesteps(Parameters.Stage stage) {
        if (stage.schedule() instanceof Schedule.Timesteps timesteps) {
            return timesteps.values().stream().map(SampleColumns::plain).collect(Collectors.joining(","));
        }
        return stage.schedule() instanceof Schedule.StageCDefault ? "default" : "";
    }

    /** By Jackson's digits, which are the same on every JDK. */
    private static String plain(double value) {
        return NumberOutput.toString(value, true);
    }
}
