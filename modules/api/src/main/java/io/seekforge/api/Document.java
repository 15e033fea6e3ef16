package io.seekforge.api;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One document of the corpus: plain text, or a conversation whose turns are kept apart so that the
 * loss can be taken on completions only. Columns and their meaning: {@code docs/spec/documents.md}.
 *
 * @param id content hash of source, key and content as collected ({@link ContentHash#documentId});
 *     never changes afterwards, whatever the stages rewrite
 * @param text the whole text; for a conversation the turns' contents joined by a blank line
 * @param messages the turns of a conversation, empty for plain text
 * @param source name of the source in the recipe
 * @param key the source's own stable id (DOI, PMID, accession number), or "" if it has none
 * @param file path or URI of the file the record came from
 * @param position place in the file: record number (from 0) or line, as the format counts; -1 for a
 *     whole file
 * @param url where the source says the document stands, or ""
 * @param lang BCP 47 language tag, or ""
 * @param license SPDX id or the source's own words, or ""
 * @param created date the source states, or ""
 * @param metadata further fields of the source, sorted by name
 * @param parent id of the document this is a variant of, or ""
 * @param cluster id of the near-duplicate cluster (the smallest member id), or "" before
 *     deduplication
 * @param split {@code train}, {@code valid} or {@code test}, or "" before the split
 */
public record Document(
    String id,
    String text,
    List<Message> messages,
    String source,
    String key,
    String file,
    long position,
    String url,
    String lang,
    String license,
    String created,
    SortedMap<String, String> metadata,
    String parent,
    String cluster,
    String split)
    implements Serializable {

  public Document {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(text, "text");
    messages = List.copyOf(messages);
    metadata = new TreeMap<>(metadata);
  }

  /** A freshly collected document: its id is computed, cluster and split are still empty. */
  public static Document collected(
      String text,
      List<Message> messages,
      String source,
      String key,
      String file,
      long position,
      Map<String, String> fields) {
    TreeMap<String, String> metadata = new TreeMap<>(fields);
    String whole = messages.isEmpty() ? text : join(messages);
    String url = orEmpty(metadata.remove("url"));
    String lang = orEmpty(metadata.remove("lang"));
    String license = orEmpty(metadata.remove("license"));
    String created = orEmpty(metadata.remove("created"));
    String id = ContentHash.documentId(source, key, whole, messages);
    return new Document(
        id, whole, messages, source, key, file, position, url, lang, license, created, metadata, "",
        "", "");
  }

  /** The same document with other plain text. Only for documents without messages. */
  public Document withText(String newText) {
    if (!messages.isEmpty()) {
      throw new IllegalStateException("Cannot replace the text of a conversation: " + id);
    }
    return copy(newText, messages, lang, metadata, parent, cluster, split);
  }

  /** The same document with other turns; the text follows from them. */
  public Document withMessages(List<Message> newMessages) {
    return copy(join(newMessages), newMessages, lang, metadata, parent, cluster, split);
  }

  public Document withLang(String newLang) {
    return copy(text, messages, newLang, metadata, parent, cluster, split);
  }

  public Document withMetadata(String name, String value) {
    TreeMap<String, String> changed = new TreeMap<>(metadata);
    changed.put(name, value);
    return copy(text, messages, lang, changed, parent, cluster, split);
  }

  public Document withCluster(String newCluster) {
    return copy(text, messages, lang, metadata, parent, newCluster, split);
  }

  public Document withSplit(String newSplit) {
    return copy(text, messages, lang, metadata, parent, cluster, newSplit);
  }

  /** A variant of this document: own id, same cluster and split, this document as its parent. */
  public Document variant(String newText, List<Message> newMessages, String maker) {
    String whole = newMessages.isEmpty() ? newText : join(newMessages);
    String variantId = ContentHash.documentId(source, id + "/" + maker, whole, newMessages);
    TreeMap<String, String> marked = new TreeMap<>(metadata);
    marked.put("augmented_by", maker);
    return new Document(
        variantId,
        whole,
        newMessages,
        source,
        key,
        file,
        position,
        url,
        lang,
        license,
        created,
        marked,
        id,
        cluster,
        split);
  }

  private Document copy(
      String newText,
      List<Message> newMessages,
      String newLang,
      SortedMap<String, String> newMetadata,
      String newParent,
      String newCluster,
      String newSplit) {
    return new Document(
        id,
        newText,
        newMessages,
        source,
        key,
        file,
        position,
        url,
        newLang,
        license,
        created,
        newMetadata,
        newParent,
        newCluster,
        newSplit);
  }

  private static String join(List<Message> messages) {
    return messages.stream().map(Message::content).collect(Collectors.joining("\n\n"));
  }

  private static String orEmpty(String value) {
    return value == null ? "" : value;
  }
}
