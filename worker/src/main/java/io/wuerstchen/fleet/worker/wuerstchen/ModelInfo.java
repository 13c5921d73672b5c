package io.wuerstchen.fleet.worker.wuerstchen;

import java.util.Map;

/**
 * Which model a pipeline runs.
 *
 * @param name of its folder
 * @param digest SHA-256, in hexadecimal, over names and contents of all files that pictures depend on
 * @param defaults fleet.json as it stands, empty where there is none
 */
public record ModelInfo(String name, String digest, Map<String, Object> defaults) {
    public ModelInfo {
        defaults = Map.copyOf(defaults);
    }
}
