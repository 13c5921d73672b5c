package io.wuerstchen.fleet.common.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.wuerstchen.fleet.common.job.InvalidJobException;
import io.wuerstchen.fleet.common.job.OutputFormat;
import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Resolution;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.common.job.Schedule;
import io.wuerstchen.fleet.common.job.Settings;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The fields that a prompts file, {@code fleet.json}, a job and a picture's own text share, by the same names. */
public final class SettingsJson {
    /** Every name this class reads. */
    public static final List<String> FIELDS = List.of(
            "negative_prompt",
            "size",
            "width",
            "height",
            "n",
            "seed",
            "prior_steps",
            "prior_timesteps",
            "prior_guidance",
            "decoder_steps",
            "decoder_timesteps",
            "decoder_guidance",
            "output_format",
            "save");

    private static final String SEED = "a whole number from 0 to " + Long.MAX_VALUE;

    private SettingsJson() {}

    /** Reads what is there and leaves the rest open; other fields are left alone. */
    public static Settings read(ObjectNode node) {
        return read(new Fields(node));
    }

    static Settings read(Fields fields) {
        return new Settings(
                fields.text("negative_prompt"),
                canvas(fields),
                stage(fields, "prior"),
                stage(fields, "decoder"),
                output(fields));
    }

    /** Writes effective values: prompt first, then the order of {@link #FIELDS}. */
    public static ObjectNode write(Parameters parameters) {
        ObjectNode node = Json.object().put("prompt", parameters.text().prompt());
        return node.setAll(write(parameters.settings()));
    }

    /** Writes what is not open. */
    public static ObjectNode write(Settings settings) {
        ObjectNode node = Json.object();
        Settings.Canvas canvas = settings.canvas();
        node.put("negative_prompt", settings.negativePrompt());
        node.put("width", canvas.width()).put("height", canvas.height());
        node.put("n", canvas.n()).put("seed", canvas.seed());
        write(node, "prior", settings.prior());
        write(node, "decoder", settings.decoder());
        write(node, settings.output());
        node.removeIf(JsonNode::isNull);
        return node;
    }

    private static Settings.Canvas canvas(Fields fields) {
        Integer width = fields.integer("width");
        Integer height = fields.integer("height");
        if (fields.has("size")) {
            requireAlone(fields, "size", "width", "height");
            Resolution size = Resolution.parse(fields.text("size"));
            width = size.width();
            height = size.height();
        }
        return new Settings.Canvas(width, height, fields.integer("n"), fields.longInteger("seed", SEED));
    }

    private static Settings.Stage stage(Fields fields, String stage) {
        return new Settings.Stage(schedule(fields, stage), fields.number(stage + "_guidance"));
    }

    private static Schedule schedule(Fields fields, String stage) {
        String steps = stage + "_steps";
        String timesteps = stage + "_timesteps";
        if (fields.has(timesteps)) {
            requireAlone(fields, timesteps, steps);
            return SchedulePhrase.named(timesteps, () -> timesteps(fields, timesteps));
        }
        Integer count = fields.integer(steps);
        return count == null ? null : SchedulePhrase.named(steps, () -> new Schedule.Steps(count));
    }

    private static Schedule timesteps(Fields fields, String name) {
        if (fields.isText(name)) {
            return SchedulePhrase.parse(fields.text(name));
        }
        return new Schedule.Timesteps(fields.numbers(name, "a list of numbers, or \"default\""));
    }

    private static Settings.Output output(Fields fields) {
        String format = fields.text("output_format");
        List<String> save = fields.texts("save");
        return new Settings.Output(format == null ? null : OutputFormat.parse(format), save == null ? null : set(save));
    }

    private static Set<Save> set(List<String> names) {
        Set<Save> save = EnumSet.noneOf(Save.class);
        names.forEach(name -> save.add(Save.parse(name)));
        return save;
    }

    private static void requireAlone(Fields fields, String name, String... others) {
        for (String other : others) {
            if (fields.has(other)) {
                throw new InvalidJobException(name + " and " + other + ": both given (expected: one of them)");
            }
        }
    }

    private static void write(ObjectNode node, String stage, Settings.Stage settings) {
        Schedule schedule = settings.schedule();
        if (schedule instanceof Schedule.Steps steps) {
            node.put(stage + "_steps", steps.count());
        } else if (schedule instanceof Schedule.Timesteps timesteps) {
            ArrayNode values = node.putArray(stage + "_timesteps");
            timesteps.values().forEach(values::add);
        } else if (schedule instanceof Schedule.StageCDefault) {
            node.put(stage + "_timesteps", SchedulePhrase.DEFAULT);
        }
        node.put(stage + "_guidance", settings.guidance());
    }

    private static void write(ObjectNode node, Settings.Output output) {
        if (output.format() != null) {
            node.put("output_format", output.format().wireName());
        }
        if (output.save() != null) {
            ArrayNode save = node.putArray("save");
            new TreeSet<>(output.save()).forEach(kept -> save.add(kept.wireName()));
        }
    }
}
