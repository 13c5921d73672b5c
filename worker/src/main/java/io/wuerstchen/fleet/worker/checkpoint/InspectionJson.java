package io.wuerstchen.fleet.worker.checkpoint;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.worker.checkpoint.Inspection.Network;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import io.wuerstchen.fleet.worker.manifest.Repository;
import java.util.TreeMap;

/** A look into a model, for programs. */
public final class InspectionJson {
    private static final JsonMapper JSON = new JsonMapper();

    private InspectionJson() {}

    public static ObjectNode of(Inspection seen) {
        ObjectNode root = JSON.createObjectNode()
                .put("model", seen.model().name())
                .put("parameters", seen.parameters())
                .put("bytes", seen.bytes());
        seen.networks().forEach(network -> root.withArray("networks").add(json(network)));
        seen.sides().forEach(root.putArray("sides")::add);
        seen.memory().forEach((side, forecast) -> root.withArray("memory")
                .addObject()
                .put("side", side)
                .put("resident", forecast.resident())
                .put("sequential", forecast.sequential()));
        root.set("defaults", JSON.valueToTree(seen.model().defaults()));
        seen.manifest().ifPresent(manifest -> root.set("origin", json(manifest)));
        return root;
    }

    private static ObjectNode json(Network network) {
        ObjectNode node = JSON.createObjectNode()
                .put("name", network.name())
                .put("config", network.config())
                .put("parameters", network.parameters())
                .put("bytes", network.bytes());
        new TreeMap<>(network.types()).forEach(node.putObject("bytes_by_type")::put);
        network.sha256().ifPresent(hash -> node.put("sha256", hash));
        return node;
    }

    private static ObjectNode json(ModelManifest manifest) {
        ObjectNode node = JSON.createObjectNode().put("made_by", manifest.madeBy());
        manifest.repositories().forEach(from -> node.withArray("repositories").add(json(from)));
        return node;
    }

    private static ObjectNode json(Repository from) {
        return JSON.createObjectNode()
                .put("folder", from.folder())
                .put("hub", from.hub())
                .put("name", from.name())
                .put("revision", from.revision())
                .put("commit", from.commit())
                .put("license", from.license());
    }
}
