package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.List;
import java.util.Locale;

/**
 * What fits into the memory there is: which mode, and how many pictures a stage takes at once.
 *
 * @param memory resident or sequential
 * @param budget bytes for everything
 * @param process bytes that are taken before any weight is loaded
 * @param weights bytes of all networks
 */
record MemoryPlan(Memory memory, long budget, long process, long weights) {
    private static final double GB = 1e9;

    /**
     * What a stage needs, in bytes.
     *
     * @param weights of the largest of its networks
     * @param text for reading prompts, however many there are
     * @param picture for each picture that it runs at once
     * @param kept for each picture of the micro-batch, be it in work, done or still to come
     */
    record Need(SubBatches.Kind kind, long weights, long text, long picture, long kept) {
        /** Of a picture that is alone. */
        private long alone() {
            return picture + kept;
        }
    }

    /** @param needs of all stages, for a picture that shall fit beside resident weights where the mode is auto */
    static MemoryPlan of(Memory wanted, DeviceMemory memory, long weights, List<Need> needs) {
        long picture = needs.stream()
                .mapToLong(need -> need.text() + need.alone())
                .max()
                .orElse(0);
        boolean fits = memory.process() + weights + picture <= memory.budget();
        Memory mode = wanted != Memory.AUTO ? wanted : fits ? Memory.RESIDENT : Memory.SEQUENTIAL;
        return new MemoryPlan(mode, memory.budget(), memory.process(), weights);
    }

    /**
     * How many pictures of a micro-batch a stage may take at once, one or more.
     *
     * @param all pictures of the micro-batch
     * @throws DoesNotFitException if not even one fits beside what all of them keep
     */
    int pictures(Need need, int all) {
        long room = room(need, all);
        if (room < need.picture()) {
            boolean evenAlone = room(need, 1) < need.picture();
            throw new DoesNotFitException(words(need, evenAlone ? 1 : all), evenAlone);
        }
        return (int) Math.min(room / Math.max(1, need.picture()), Integer.MAX_VALUE);
    }

    /** For pictures in work, beside what all of a micro-batch keep. */
    private long room(Need need, int all) {
        return budget - taken(need) - all * need.kept();
    }

    private String words(Need need, int all) {
        return String.format(
                Locale.ROOT,
                "size: %s needs %.2f GB of memory, %.2f of them for weights (expected: at most the budget of %.2f GB;"
                        + " --memory-budget sets it%s)",
                all == 1 ? need.kind() : all + " of " + need.kind(),
                (taken(need) + need.picture() + all * need.kept()) / GB,
                weights(need) / GB,
                budget / GB,
                memory == Memory.SEQUENTIAL ? "" : ", --memory sequential needs less");
    }

    StageMemory of(Need need) {
        return new StageMemory(need.kind().stage(), taken(need), need.alone());
    }

    private long taken(Need need) {
        return process + weights(need) + need.text();
    }

    private long weights(Need need) {
        return memory == Memory.RESIDENT ? weights : need.weights();
    }

    /** For people. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f GB of weights, %s, budget %.2f GB", weights / GB, memory, budget / GB);
    }
}
