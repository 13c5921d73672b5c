package io.wuerstchen.fleet.export;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.export.sample.Splits;
import io.wuerstchen.fleet.export.sample.Where;
import io.wuerstchen.fleet.export.shard.ShardLimits;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is asked for; the same of the same batch gives the same bytes.
 *
 * @param beside what goes into shards besides pictures
 */
public record ExportSpec(ShardLimits limits, Set<Save> beside, Choice choice, Near near, Licences licences) {
    public ExportSpec {
        beside = Set.copyOf(beside);
    }

    /** Which pictures, and into which splits. */
    public record Choice(Where where, Splits splits) {}

    /**
     * What is done about near duplicates.
     *
     * @param distance bits in which hashes of near ones differ at most; {@code null}: nobody looks
     * @param drops whether all but the first of a group are left out
     */
    public record Near(Integer distance, boolean drops) {}

    /** As Hugging Face names them; {@code unknown} where nobody said. */
    public record Licences(String dataset, String model) {}

    /** The command that asks for the same, wherever it goes. */
    String command(String batch) {
        StringJoiner words =
                new StringJoiner(" ").add("fleet export").add(batch).add("--to DIR");
        words.add("--rows-per-shard " + limits.samples()).add("--shard-bytes " + limits.bytes());
        if (!beside.isEmpty()) {
            words.add("--with "
                    + new TreeSet<>(beside).stream().map(Save::wireName).collect(Collectors.joining(",")));
        }
        addText(words, "--where", choice.where().toString());
        addText(words, "--split", choice.splits().toString());
        words.add((near.drops() ? "--drop-near-duplicates " : "--near-duplicates ")
                + (near.distance() == null ? "none" : near.distance()));
        addText(words, "--license", licences.dataset());
        addText(words, "--model-license", licences.model());
        return words.toString();
    }

    private static void addText(StringJoiner words, String option, String value) {
        if (!value.isEmpty()) {
            words.add(option + " '" + value.replace("'", "'\\''") + "'");
        }
    }

    ObjectNode json() {
        ObjectNode node = Json.object();
        node.put("rows_per_shard", limits.samples()).put("shard_bytes", limits.bytes());
        ArrayNode with = node.putArray("with");
        new TreeSet<>(beside).forEach(kind -> with.add(kind.wireName()));
        node.put("where", choice.where().toString());
        node.put("split", choice.splits().toString());
        node.put("near_duplicates", near.distance()).put("drop_near_duplicates", near.drops());
        node.put("license", licences.dataset()).put("model_license", licences.model());
        return node;
    }
}
