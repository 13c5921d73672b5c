package io.wuerstchen.fleet.export.card;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn;
import io.wuerstchen.fleet.dispatcher.parquet.ParquetColumn.Kind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code croissant.json}: MLCommons' Croissant 1.0, JSON-LD that tools and search engines read. */
public final class Croissant {
    public static final String NAME = "croissant.json";

    private static final String TABLES = "tables";
    private static final String SAMPLES = "samples";
    private static final List<String> TERMS = List.of(
            "citeAs",
            "column",
            "dataBiases",
            "dataCollection",
            "extract",
            "field",
            "fileObject",
            "fileProperty",
            "fileSet",
            "format",
            "includes",
            "isLiveDataset",
            "jsonPath",
            "key",
            "md5",
            "parentField",
            "path",
            "personalSensitiveInformation",
            "recordSet",
            "references",
            "regex",
            "repeated",
            "replace",
            "samplingRate",
            "separator",
            "source",
            "subField",
            "transform");

    private final DatasetFacts facts;

    private Croissant(DatasetFacts facts) {
        this.facts = facts;
    }

    public static ObjectNode of(DatasetFacts facts) {
        return new Croissant(facts).dataset();
    }

    private ObjectNode dataset() {
        ObjectNode node = Json.object();
        node.set("@context", context());
        node.put("@type", "sc:Dataset").put("name", facts.source().batch());
        node.put(
                "description",
                facts.samples() + " pictures with their prompts, made by the model "
                        + facts.source().model().name());
        node.put("conformsTo", "http://mlcommons.org/croissant/1.0");
        node.put("license", facts.source().licence());
        node.put("version", "1.0.0");
        node.set("distribution", distribution());
        node.set("recordSet", recordSets());
        return node;
    }

    /** By patterns, so that it is no longer for a thousand shards; each file's digest is in the index. */
    private ArrayNode distribution() {
        ArrayNode list = Json.object().putArray("distribution");
        list.add(files(TABLES, ".parquet", "application/x-parquet"));
        list.add(files("shards", ".tar", "application/x-tar"));
        return list;
    }

    private ObjectNode files(String id, String ending, String format) {
        String folder = facts.splits().get(0).name().isEmpty() ? "" : "*/";
        ObjectNode files =
                Json.object().put("@type", "cr:FileSet").put("@id", id).put("name", id);
        return files.put("encodingFormat", format).put("includes", folder + "[0-9]*" + ending);
    }

    private ArrayNode recordSets() {
        ArrayNode sets = Json.object().putArray("recordSet");
        ObjectNode set = sets.addObject()
                .put("@type", "cr:RecordSet")
                .put("@id", SAMPLES)
                .put("name", SAMPLES);
        set.put("description", "A record a picture; the picture itself is in the shard, under its key.");
        ArrayNode fields = set.putArray("field");
        for (ParquetColumn column : facts.contents().columns()) {
            ObjectNode field = fields.addObject();
            field.put("@type", "cr:Field")
                    .put("@id", SAMPLES + "/" + column.name())
                    .put("name", column.name());
            field.put("dataType", type(column.kind()));
            ObjectNode source = field.putObject("source");
            source.putObject("fileSet").put("@id", TABLES);
            source.putObject("extract").put("column", column.name());
        }
        return sets;
    }

    private static String type(Kind kind) {
        return switch (kind) {
            case TEXT -> "sc:Text";
            case INTEGER, LONG -> "sc:Integer";
            case DOUBLE -> "sc:Float";
            case BOOLEAN -> "sc:Boolean";
        };
    }

    /** What the specification asks for, word by word. */
    private static ObjectNode context() {
        Map<String, String> terms = new TreeMap<>();
        TERMS.forEach(term -> terms.put(term, "cr:" + term));
        ObjectNode context = Json.object().put("@language", "en").put("@vocab", "https://schema.org/");
        terms.forEach(context::put);
        context.put("cr", "http://mlcommons.org/croissant/").put("rai", "http://mlcommons.org/croissant/RAI/");
        context.put("dct", "http://purl.org/dc/terms/").put("sc", "https://schema.org/");
        context.put("conformsTo", "dct:conformsTo");
        context.putObject("data").put("@id", "cr:data").put("@type", "@json");
        context.putObject("dataType").put("@id", "cr:dataType").put("@type", "@vocab");
        context.putObject("examples").put("@id", "cr:examples").put("@type", "@json");
        return context;
    }
}
