package io.wuerstchen.fleet.worker.store;

import io.wuerstchen.fleet.common.job.Parameters;
import io.wuerstchen.fleet.common.job.Save;
import io.wuerstchen.fleet.worker.generate.PlannedImage;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.FloatTensor;
import io.wuerstchen.fleet.worker.weights.SafetensorsWriter.Precision;
import io.wuerstchen.fleet.worker.wuerstchen.Picture;
import io.wuerstchen.fleet.worker.wuerstchen.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files that one picture becomes: itself and, where the job asks, {@code image_embeddings} (1, C, h, w) of Stage C and
 * {@code latents} (1, 4, H, W) of Stage B before {@code scale_factor}. The same picture of the same job gives the same
 * bytes, whoever made it. Safe for all threads.
 */
public final class PictureFiles implements PictureEncoding {
    private static final String TENSOR_MEDIA_TYPE = "application/octet-stream";

    private final PictureEncoder encoder = new PictureEncoder();
    private final SafetensorsWriter tensors;

    /** @param precision of saved tensors; the picture is made from the unrounded ones */
    public PictureFiles(Precision precision) {
        tensors = new SafetensorsWriter(precision);
    }

    @Override
    public List<PictureFile> of(PlannedImage planned, Picture picture) {
        Parameters.Output output = planned.job().parameters().output();
        List<PictureFile> files = new ArrayList<>();
        files.add(image(planned, picture));
        if (output.save().contains(Save.EMBEDDINGS)) {
            files.add(embeddings(planned, picture));
        }
        if (output.save().contains(Save.LATENTS)) {
            files.add(latents(planned, picture));
        }
        return files;
    }

    private PictureFile image(PlannedImage planned, Picture picture) {
        Parameters parameters = planned.job().parameters();
        GenerationText text = GenerationText.of(parameters, planned.job().model(), planned.index());
        Pixels pixels = new Pixels(picture.width(), picture.height(), picture.rgb());
        var format = parameters.output().format();
        return new PictureFile(
                PictureFile.Kind.IMAGE, encoder.encode(pixels, format, text), format.extension(), format.mediaType());
    }

    private PictureFile embeddings(PlannedImage planned, Picture picture) {
        return tensor(
                PictureFile.Kind.EMBEDDINGS,
                named("image_embeddings", picture.imageEmbeddings()),
                metadata(planned, picture.noiseDrawn().afterPrior()));
    }

    private PictureFile latents(PlannedImage planned, Picture picture) {
        return tensor(
                PictureFile.Kind.LATENTS,
                named("latents", picture.latents()),
                metadata(planned, picture.noiseDrawn().inAll()));
    }

    private PictureFile tensor(PictureFile.Kind kind, FloatTensor tensor, Map<String, String> metadata) {
        return new PictureFile(kind, tensors.write(List.of(tensor), metadata), "safetensors", TENSOR_MEDIA_TYPE);
    }

    private static FloatTensor named(String name, Tensor tensor) {
        return new FloatTensor(name, tensor.shape(), tensor.values());
    }

    /** Whose tensor it is, and where its generator stands, so that decoding later can go on from there. */
    private static Map<String, String> metadata(PlannedImage planned, long valuesDrawn) {
        Parameters.Text text = planned.job().parameters().text();
        Map<String, String> metadata = new TreeMap<>();
        metadata.put("model", planned.job().model().name());
        metadata.put("weights", planned.job().model().digest());
        metadata.put("prompt", text.prompt());
        metadata.put("negative_prompt", text.negativePrompt());
        metadata.put("seed", Long.toString(planned.seed()));
        metadata.put("generator_values_drawn", Long.toString(valuesDrawn));
        return metadata;
    }
}
