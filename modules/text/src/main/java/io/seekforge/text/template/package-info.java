/** Chat templates: how a conversation becomes one text, and which parts of it are completions. */
package io.seekforge.text.template;
