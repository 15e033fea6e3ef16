package io.seekforge.text.translate;

import io.seekforge.api.recipe.AugmentSection;

/**
 * How an OpenAI-compatible endpoint is asked.
 *
 * @param cannot what errors begin with: "Cannot translate"
 * @param section the section of the recipe that errors point to
 * @param address the base URL
 * @param concurrency requests in flight
 * @param retries further tries after a failed request
 * @param timeoutSeconds what one request may take
 */
public record EndpointSettings(
    String cannot,
    String section,
    String address,
    int concurrency,
    int retries,
    int timeoutSeconds) {
  /** The endpoint of augmentation. */
  public static EndpointSettings of(AugmentSection section) {
    return new EndpointSettings(
        "Cannot translate",
        "augment",
        section.endpoint(),
        section.concurrency(),
        section.retries(),
        section.timeoutSeconds());
  }
}
