package io.wuerstchen.fleet.dispatcher.intake;

import io.wuerstchen.fleet.common.job.Prompt;

/** A row that says what it wants in fields of the right names and types. */
public record PromptRow(Place place, Prompt prompt) implements Row {
    @Override
    public String id() {
        return prompt.id() != null ? prompt.id() : Long.toString(place.row());
    }
}
