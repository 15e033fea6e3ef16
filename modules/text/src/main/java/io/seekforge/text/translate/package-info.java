/** Translation through an OpenAI-compatible endpoint, and which round trips are worth keeping. */
package io.seekforge.text.translate;
