package io.wuerstchen.fleet.common.job;

import java.util.Map;

/**
 * One record of a prompts file as its author wrote it.
 *
 * @param id the author's own name for it; {@code null} where none was given
 * @param text may be empty, which is legal
 * @param metadata carried through to the result untouched
 */
public record Prompt(String id, String text, Settings settings, Map<String, Object> metadata) {}
