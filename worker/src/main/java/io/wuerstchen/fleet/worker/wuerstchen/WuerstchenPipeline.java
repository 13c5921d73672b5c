package io.wuerstchen.fleet.worker.wuerstchen;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDScope;
import io.wuerstchen.fleet.worker.weights.SafetensorsException;
import io.wuerstchen.fleet.worker.wuerstchen.MemoryPlan.Need;
import io.wuerstchen.fleet.worker.wuerstchen.StepListener.Stage;
import io.wuerstchen.fleet.worker.wuerstchen.SubBatches.Kind;
import io.wuerstchen.fleet.worker.wuerstchen.nn.Precision;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Würstchen, from prompts to pictures. A picture depends on its own drawing alone and not on what is drawn with it. Calls from
 * several threads wait for one another, and close waits a while for
 * the last.
 *
 * <p>Paper: arXiv 2306.00637. Reference: diffusers, WuerstchenCombinedPipeline with one CPU generator a picture.
 */
public final class WuerstchenPipeline implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(WuerstchenPipeline.class);
    /** Far above what a step takes on the slowest device. */
    private static final Duration SILENCE = Duration.ofHours(1);

    /** Würstchen was made for pictures of 1024 x 1024. */
    private static final int USUAL_SIDE = 1024;

    private static final Duration CLOSE = Duration.ofSeconds(30);

    private final Loader loader;
    private final DeviceChoice device;
    private final ModelInfo model;
    private final PriorStage prior;
    private final DecoderStage decoder;
    private final Geometry geometry;
    private final MemoryPlan memory;
    private final SubBatches subBatches;
    private final Turns turns = new Turns(SILENCE);
    private boolean closed;

    private WuerstchenPipeline(Loader loader, DeviceChoice device, ModelDirectory directory, PipelineOptions options) {
        this.loader = loader;
        this.device = device;
        model = directory.info().computedIn(options.precision());
        prior = new PriorStage(loader, directory.prior());
        decoder = new DecoderStage(loader, directory.decoder(), prior.channels());
        geometry = new Geometry(
                prior.resolutionMultiple(), decoder.latentScale(), decoder.sideDivisor(), options.maxPixels());
        memory = plan(options);
        subBatches = new SubBatches(memory, device::free);
        if (memory.memory() == Memory.SEQUENTIAL) {
            FreedArrays.giveBackAtOnce();
        }
        loader.networks().forEach(network -> network.open(memory.memory()));
    }

    /**
     * Loads a model and starts the engine.
     *
     * @param modelDirectory with wuerstchen-prior/ and wuerstchen/ as published
     * @throws ModelException if the folder is no model that can be run
     * @throws IllegalArgumentException if there is no such device, another pipeline has it, or libtorch is none that we can run on
     */
    public static WuerstchenPipeline load(Path modelDirectory, PipelineOptions options) {
        ModelDirectory directory = ModelDirectory.of(modelDirectory);
        DeviceChoice device = DeviceChoice.of(options);
        Loader loader = new Loader(device.device(), options.precision());
        try {
            return new WuerstchenPipeline(loader, device, directory, options);
        } catch (SafetensorsException e) {
            loader.close();
            throw new ModelException(e.getMessage(), e);
        } catch (RuntimeException e) {
            loader.close();
            throw e;
        }
    }

    /** Draws all in one denoising loop, as {@link #generate(Sampling, List, StepListener)} does. */
    public List<Picture> generate(Sampling sampling, Drawing... drawings) {
        return generate(sampling, List.of(drawings), StepListener.NONE);
    }

    /**
     * Draws all in one denoising loop.
     *
     * @param drawings guidance must be above 1 for all or for none, in each stage
     * @return one picture a drawing, in their order
     * @throws IllegalArgumentException if the model cannot draw this size, or guidance is mixed
     * @throws DoesNotFitException if the memory budget has no room for one picture beside what all of them keep; nothing is drawn
     *     then
     * @throws BadImageException if a result holds NaN or infinity or is black all over; it carries those that are not
     */
    public List<Picture> generate(Sampling sampling, List<Drawing> drawings, StepListener listener) {
        geometry.check(sampling.width(), sampling.height());
        MicroBatch batch = MicroBatch.of(sampling, drawings, turns.hearing(listener));
        requireRoom(batch);
        turns.take();
        try (NDScope scope = new NDScope()) {
            scope.suppressNotUsedWarning();
            if (closed) {
                throw new IllegalStateException("the pipeline is closed");
            }
            return draw(batch);
        } finally {
            turns.end();
        }
    }

    /**
     * Refuses a size before anything is drawn. Whether there is memory for it is seen when it is drawn.
     *
     * @throws IllegalArgumentException if the model cannot draw it; the message names the nearest that it can
     */
    public void checkSize(int width, int height) {
        geometry.check(width, height);
    }

    /** How Stage A cuts pictures of a size, if it does. */
    public Optional<Tiling> tiling(int width, int height) {
        return decoder.tiling(geometry.latents(width), geometry.latents(height));
    }

    /** The smallest square that the model can draw, in pixels along a side. */
    public int smallestSide() {
        return geometry.sides().findFirst().orElseThrow(() -> new ModelException("the model can draw no size"));
    }

    public ModelInfo model() {
        return model;
    }

    /** Which device was chosen, and why, and how its memory is used. */
    public String device() {
        return device.reason() + "; " + memory;
    }

    /** Whether it is the CPU, whose memory is the process's. */
    public boolean onCpu() {
        return !device.device().isGpu();
    }

    /** What a model could compute in on this device. */
    public Set<Precision> precisions() {
        return device.precisions();
    }

    /**
     * What each stage needs for pictures of a size, by the formula that micro-batches are bounded by.
     *
     * @param guided whether Stage C is; Stage B is not
     */
    public List<StageMemory> stageMemory(int width, int height, boolean guided) {
        return needs(width, height, guided, false).stream().map(memory::of).toList();
    }

    MemoryPlan plan() {
        return memory;
    }

    /** How many arrays are alive; the same before and after a run. */
    int openArrays() {
        return loader.openArrays();
    }

    /** Waits a bounded time for the last call; the memory of one that never ends goes with the process. */
    @Override
    public void close() {
        if (!turns.takeWithin(CLOSE)) {
            log.atWarn()
                    .addKeyValue("model", model.name())
                    .addKeyValue("seconds", CLOSE.toSeconds())
                    .log("device still busy, the model is left open");
            return;
        }
        try {
            closed = true;
            loader.close();
        } finally {
            turns.end();
        }
    }

    /** Auto keeps weights where a picture of the size that the model was made for fits beside them. */
    private MemoryPlan plan(PipelineOptions options) {
        int side = (int) Math.min(USUAL_SIDE, Math.sqrt(options.maxPixels()));
        DeviceMemory there = DeviceMemory.of(device.device(), options.memory().budget());
        long weights = loader.networks().stream().mapToLong(Network::bytes).sum();
        return MemoryPlan.of(options.memory().mode(), there, weights, needs(side, side, true, false));
    }

    /** Of all stages for a picture of so many pixels. */
    List<Need> needs(int width, int height, boolean priorGuided, boolean decoderGuided) {
        int latentsWidth = geometry.latents(width);
        int latentsHeight = geometry.latents(height);
        Kind prior = new Kind(Stage.PRIOR, width, height, priorGuided);
        Kind decoder = new Kind(Stage.DECODER, width, height, decoderGuided);
        Kind vqgan = new Kind(Stage.VQGAN, width, height, false);
        return List.of(
                this.prior.need(geometry.embeddings(width), geometry.embeddings(height), prior),
                this.decoder.need(latentsWidth, latentsHeight, decoder),
                this.decoder.needToDecode(latentsWidth, latentsHeight, vqgan));
    }

    /** One by itself first: where no stage refuses that, fewer at once may help. */
    private void requireRoom(MicroBatch batch) {
        Sampling sampling = batch.sampling();
        List<Need> needs = needs(sampling.width(), sampling.height(), batch.guidesPrior(), batch.guidesDecoder());
        needs.forEach(need -> memory.pictures(need, 1));
        needs.forEach(need -> memory.pictures(need, batch.size()));
    }

    private List<Picture> draw(MicroBatch batch) {
        int width = batch.sampling().width();
        int height = batch.sampling().height();
        // 1. Stage C: image embeddings
        NDArray embeddings = prior.sample(batch, subBatches, geometry.embeddings(height), geometry.embeddings(width));
        List<Long> drawnByPrior = drawn(batch);
        // 2. Stage B: latents
        NDArray latents =
                decoder.sample(batch, embeddings, subBatches, geometry.latents(height), geometry.latents(width));
        List<Long> drawnInAll = drawn(batch);
        // 3. Stage A: pixels, which leave the engine as soon as they are there
        Finish finish = new Finish();
        decoder.decode(batch, latents, subBatches, (from, pixels) -> {
            for (int row = 0; row < pixels.getShape().get(0); row++) {
                int i = from + row;
                NoiseDrawn noise = new NoiseDrawn(drawnByPrior.get(i), drawnInAll.get(i));
                finish.add(
                        new Finish.Parts(row(embeddings, i), row(latents, i), row(pixels, row)),
                        noise,
                        warnings(batch, i));
            }
            pixels.close();
        });
        return finish.pictures();
    }

    private static List<Long> drawn(MicroBatch batch) {
        return batch.generators().stream().map(TorchGenerator::drawn).toList();
    }

    private static Tensor row(NDArray array, int index) {
        // A view left open would keep the memory of all rows.
        try (NDArray row = array.get(index + ":" + (index + 1))) {
            return Tensor.of(row);
        }
    }

    /** Both stages read the prompt, each with its own tokenizer; what both say is said once. */
    private List<String> warnings(MicroBatch batch, int index) {
        Drawing drawing = batch.drawings().get(index);
        Set<String> warnings = new LinkedHashSet<>();
        prior.text().warning("prompt", drawing.prompt()).ifPresent(warnings::add);
        decoder.text().warning("prompt", drawing.prompt()).ifPresent(warnings::add);
        if (batch.guidesPrior()) {
            prior.text().warning("negative_prompt", drawing.negativePrompt()).ifPresent(warnings::add);
        }
        if (batch.guidesDecoder()) {
            decoder.text().warning("negative_prompt", drawing.negativePrompt()).ifPresent(warnings::add);
        }
        return new ArrayList<>(warnings);
    }
}
