package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.export.ExportSpec;
import io.wuerstchen.fleet.export.sample.NearIndex;
import io.wuerstchen.fleet.export.sample.Splits;
import io.wuerstchen.fleet.export.sample.Where;
import io.wuerstchen.fleet.export.shard.ShardLimits;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** What of a batch an export takes, and how it is cut. */
final class ExportOptions {
    private static final String NO_DISTANCE = "none";

    @Option(
            names = "--rows-per-shard",
            paramLabel = "N",
            defaultValue = "10000",
            converter = SamplingOptions.Whole.class,
            description =
                    "Pictures of a shard, 10 to 10000; ${DEFAULT-VALUE} by default. Those of a row stay together.")
    private int rowsPerShard;

    @Option(
            names = "--shard-bytes",
            paramLabel = "SIZE",
            defaultValue = "4GiB",
            description =
                    "Bytes of pictures that a shard has at most, as in 500MB or 2GiB; ${DEFAULT-VALUE} by default.")
    private String shardBytes;

    @Option(
            names = "--with",
            paramLabel = "LIST",
            split = ",",
            description = "Also embeddings, latents or both, as safetensors.")
    private List<String> with = List.of();

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Only such pictures: 'not warning', 'width >= 256 and metadata.shop = x'.")
    private String where;

    @Option(
            names = "--split",
            paramLabel = "LIST",
            description = "Splits by a hash of the row's id: train=0.98,val=0.02. One by default.")
    private String split;

    @Option(
            names = "--near-duplicates",
            paramLabel = "D",
            description =
                    "Lists pictures whose hashes differ from an earlier one's in D bits of 64 at most, 0 to 6, or "
                            + "none; 3 by default.")
    private String near;

    @Option(
            names = "--drop-near-duplicates",
            paramLabel = "D",
            description = "Leaves them out too: fetches every picture twice.")
    private String drop;

    @Option(
            names = "--license",
            paramLabel = "NAME",
            defaultValue = "unknown",
            description = "Licence of the dataset for its card, as Hugging Face names it: cc0-1.0, mit, …")
    private String license;

    @Option(
            names = "--model-license",
            paramLabel = "NAME",
            defaultValue = "unknown",
            description = "Licence of the model for the card, likewise.")
    private String modelLicense;

    ExportSpec spec() {
        return new ExportSpec(
                limits(),
                beside(),
                new ExportSpec.Choice(
                        where == null ? Where.everything() : Where.parse(where),
                        split == null ? Splits.none() : Splits.parse(split)),
                near(),
                new ExportSpec.Licences(licence("--license", license), licence("--model-license", modelLicense)));
    }

    private ShardLimits limits() {
        if (rowsPerShard < ShardLimits.FEWEST_SAMPLES || rowsPerShard > ShardLimits.MOST_SAMPLES) {
            throw InvalidJobException.of(
                    "--rows-per-shard",
                    rowsPerShard,
                    ShardLimits.FEWEST_SAMPLES + " to " + ShardLimits.MOST_SAMPLES
                            + ", which is what four digits number");
        }
        return new ShardLimits(rowsPerShard, ByteSize.parse("--shard-bytes", shardBytes));
    }

    private Set<Save> beside() {
        Set<Save> beside = EnumSet.noneOf(Save.class);
        for (String name : with) {
            try {
                beside.add(Save.parse(name.strip()));
            } catch (InvalidJobException e) {
                throw InvalidJobException.of("--with", name, "embeddings, latents, or both with a comma between");
            }
        }
        return beside;
    }

    private ExportSpec.Near near() {
        if (near != null && drop != null) {
            throw new UserException("--near-duplicates and --drop-near-duplicates: both given (expected: one of them)");
        }
        if (drop != null) {
            return new ExportSpec.Near(distance("--drop-near-duplicates", drop), true);
        }
        boolean none = NO_DISTANCE.equals(near);
        return new ExportSpec.Near(none ? null : distance("--near-duplicates", near == null ? "3" : near), false);
    }

    private static int distance(String option, String value) {
        if (!value.matches("\\d{1,2}") || Integer.parseInt(value) > NearIndex.MOST) {
            throw InvalidJobException.of(
                    option,
                    value,
                    "0 to " + NearIndex.MOST + " bits; for more, nearly all pairs would have to be compared");
        }
        return Integer.parseInt(value);
    }

    /** It stands in the card's YAML as it is. */
    private static String licence(String option, String name) {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9.+_-]{0,60}")) {
            throw InvalidJobException.of(option, name, "a name as in cc0-1.0");
        }
        return name;
    }
}
