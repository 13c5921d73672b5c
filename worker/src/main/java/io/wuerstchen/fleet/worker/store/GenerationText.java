package io.wuerstchen.fleet.worker.store;

import com.fasterxml.jackson.core.io.NumberOutput;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.ModelRef;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.wire.Json;
import io.wuerstchen.fleet.common.wire.SettingsJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/**
 * What a picture was made from, in words that travel inside its file.
 *
 * @param parameters the form that AUTOMATIC1111's web UI writes and image browsers read
 * @param json all parameters by the names of a job's fields, in ASCII
 * @param xmp that a model made it, for whoever labels such pictures
 */
public record GenerationText(String parameters, String json, String xmp) {
    private static final int HASH_LENGTH = 10;

    /** The text of picture {@code index} of a job. */
    public static GenerationText of(Parameters parameters, ModelRef model, int index) {
        return new GenerationText(words(parameters, model, index), json(parameters, model, index), XmpPacket.of(model));
    }

    private static String words(Parameters parameters, ModelRef model, int index) {
        StringBuilder text = new StringBuilder(withoutNul(parameters.text().prompt()));
        String negative = parameters.text().negativePrompt();
        if (!negative.isEmpty()) {
            text.append("\nNegative prompt: ").append(withoutNul(negative));
        }
        return text.append('\n').append(settings(parameters, model, index)).toString();
    }

    private static String settings(Parameters parameters, ModelRef model, int index) {
        Parameters.Stage prior = parameters.prior();
        Parameters.Stage decoder = parameters.decoder();
        StringJoiner list = new StringJoiner(", ");
        list.add("Steps: " + prior.schedule().steps());
        list.add("Sampler: DDPM Wuerstchen");
        list.add("CFG scale: " + plain(prior.guidance()));
        list.add("Seed: " + parameters.canvas().seedOf(index));
        list.add("Size: " + parameters.canvas().resolution());
        list.add("Model hash: "
                + model.digest()
                        .substring(0, Math.min(HASH_LENGTH, model.digest().length())));
        list.add("Model: " + quoted(model.name()));
        addTimesteps(list, "Prior timesteps", prior.schedule());
        list.add("Decoder steps: " + decoder.schedule().steps());
        list.add("Decoder CFG scale: " + plain(decoder.guidance()));
        addTimesteps(list, "Decoder timesteps", decoder.schedule());
        if (model.simulated()) {
            list.add("Simulated: true");
        }
        return list.toString();
    }

    private static void addTimesteps(StringJoiner list, String name, Schedule schedule) {
        if (schedule instanceof Schedule.Timesteps timesteps) {
            String values =
                    timesteps.values().stream().map(GenerationText::plain).collect(Collectors.joining(", "));
            list.add(name + ": " + quoted(values));
        } else if (schedule instanceof Schedule.StageCDefault) {
            list.add(name + ": default");
        }
    }

    private static String json(Parameters parameters, ModelRef model, int index) {
        ObjectNode node = SettingsJson.write(parameters);
        node.put("seed", parameters.canvas().seedOf(index));
        node.put("index", index);
        node.put("model", model.name());
        node.put("weights", model.digest());
        if (model.simulated()) {
            node.put("simulated", true);
        }
        return ascii(new String(Json.bytes(node), StandardCharsets.UTF_8));
    }

    /** 4 and not 4.0, as people write it; never an exponent. Not Double.toString, whose digits depend on the JDK. */
    private static String plain(double value) {
        return new BigDecimal(NumberOutput.toString(value, true))
                .stripTrailingZeros()
                .toPlainString();
    }

    /** Readers take a comma for the end of a value unless it stands in a JSON string. */
    private static String quoted(String value) {
        return value.matches("[^,:\n\"]*")
                ? value
                : '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    /** None of the file formats can hold a NUL inside a text. */
    private static String withoutNul(String text) {
        return text.replace('\0', '\uFFFD');
    }

    /** JSON's own escapes, so that every reader of any of the file formats finds the same text. */
    private static String ascii(String json) {
        return json.chars()
                .mapToObj(c -> c < 0x7F ? String.valueOf((char) c) : String.format(Locale.ROOT, "\\u%04x", c))
                .collect(Collectors.joining());
    }
}
