package io.wuerstchen.fleet.cli;

import io.wuerstchen.fleet.worker.checkpoint.Inspection;
import io.wuerstchen.fleet.worker.checkpoint.Inspection.Network;
import io.wuerstchen.fleet.worker.manifest.DiskSpace;
import io.wuerstchen.fleet.worker.manifest.ModelManifest;
import java.util.Locale;
import java.util.stream.Collectors;

/** A look into a model, for people. */
record InspectionView(Inspection seen) {
    private static final double MILLION = 1e6;
    /** Enough of a hash to tell two apart. */
    private static final int SHORT = 12;

    String text() {
        StringBuilder text = new StringBuilder(seen.model().name())
                .append(String.format(
                        Locale.ROOT,
                        ": %.1f million parameters, %s of weights%n",
                        seen.parameters() / MILLION,
                        DiskSpace.text(seen.bytes())));
        seen.networks().forEach(network -> text.append(line(network)));
        text.append("sides     ").append(sides()).append('\n');
        seen.memory()
                .forEach((side, forecast) -> text.append(String.format(
                        Locale.ROOT,
                        "memory    %dx%d on the CPU in float32: %s resident, %s sequential%n",
                        side,
                        side,
                        DiskSpace.text(forecast.resident()),
                        DiskSpace.text(forecast.sequential()))));
        if (!seen.model().defaults().isEmpty()) {
            text.append("defaults  ").append(seen.model().defaults()).append('\n');
        }
        seen.manifest().ifPresent(manifest -> text.append(origin(manifest)));
        return text.toString();
    }

    private static String line(Network network) {
        return String.format(
                Locale.ROOT,
                "%-30s %7.1f M  %-9s %-9s %s%s%n",
                network.name(),
                network.parameters() / MILLION,
                DiskSpace.text(network.bytes()),
                types(network),
                network.config(),
                network.sha256()
                        .map(hash -> "  sha256 " + hash.substring(0, SHORT))
                        .orElse(""));
    }

    private static String types(Network network) {
        return network.types().keySet().stream()
                .filter(type -> !type.equals("I64"))
                .sorted()
                .collect(Collectors.joining("+"));
    }

    private String sides() {
        return seen.sides().stream().map(String::valueOf).collect(Collectors.joining(", "))
                + " (width and height, as far as four megapixels)";
    }

    private static String origin(ModelManifest manifest) {
        String repositories = manifest.repositories().stream()
                .map(from -> "from      " + from.name() + " at " + from.commit() + " (" + from.revision() + "), "
                        + from.hub() + "\n")
                .collect(Collectors.joining());
        return "made by   " + manifest.madeBy() + "\n" + repositories;
    }
}
