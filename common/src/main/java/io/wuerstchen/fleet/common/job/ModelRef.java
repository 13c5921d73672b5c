package io.wuerstchen.fleet.common.job;

/**
 * A model and exactly which one.
 *
 * @param name the model folder's name
 * @param digest sha256 over every file that a picture depends on, in hexadecimal; of a simulated device
 *     {@value #SIMULATED} and the name, so that no batch of real weights gets its pictures
 */
public record ModelRef(String name, String digest) {
    private static final String SIMULATED = "simulated:";

    /** The model of that name, drawn by nobody. */
    public static ModelRef simulated(String name) {
        return new ModelRef(name, SIMULATED + name);
    }

    public boolean simulated() {
        return digest.startsWith(SIMULATED);
    }
}
