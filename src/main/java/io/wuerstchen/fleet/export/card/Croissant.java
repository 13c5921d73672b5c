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
        node.put("version", "1.0.0").put("datePublished", "1970-01-01");
        node.put("url", "https://example.org/" + facts.source().batch());
        node.set("distribution", distribution());
        node.set("recordSet", recordSets());
        return node;
    }

    private ArrayNode distribution() {
        ArrayNode list = Json.object().putArray("distribution");
        facts.contents().files().forEach((name, file) -> {
            if (name.endsWith(".tar") || name.endsWith(".parquet")) {
                list.addObject()
                        .put("@type", "cr:FileObject")
                        .put("@id", name)
                        .put("name", name)
                        .put("contentUrl", name)
                        .put("contentSize", file.bytes() + " B")
                        .put("encodingFormat", name.endsWith(".tar") ? "application/x-tar" : "application/x-parquet")
                        .put("sha256", file.sha256());
            }
        });
        return list;
    }

    private ArrayNode recordSets() {
        ArrayNode sets = Json.object().putArray("recordSet");
        facts.contents().files().keySet().stream()
                .filter(name -> name.endsWith(".parquet"))
                .forEach(name -> sets.add(recordSet(name)));
        return sets;
    }

    private ObjectNode recordSet(String table) {
        String id = "samples-" + table.replaceAll("\\.parquet$", "").replace('/', '-');
        ObjectNode set =
                Json.object().put("@type", "cr:RecordSet").put("@id", id).put("name", id);
        set.put(
                "description",
                "The samples of " + table + ", a row each; the pictures are in the tar of the same name.");
        ArrayNode fields = set.putArray("field");
        for (ParquetColumn column : facts.contents().columns()) {
            ObjectNode field = fields.addObject();
            field.put("@type", "cr:Field").put("@id", id + "/" + column.name()).put("name", column.name());
            field.put("dataType", type(column.kind()));
            ObjectNode source = field.putObject("source");
            source.putObject("fileObject").put("@id", table);
            source.putObject("extract").put("column", column.name());
        }
        return set;
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
