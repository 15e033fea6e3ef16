package io.seekforge.text.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.recipe.FetchSection;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * PubMed citations or PMC articles through NCBI's E-utilities (NBK25499): a search pages through
 * its ids, records that are not in the folder yet come in batches as XML. {@code refresh} searches
 * again and fetches what is new.
 */
final class PubmedCollector {
  private static final String SERVICE = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils";
  private static final int PAGE = 1000;
  private static final int BATCH = 100;

  /** ESearch gives no more ids of PubMed than these (NBK25499, retstart). */
  private static final int MOST = 9_999;

  private final FetchSection section;
  private final Fetch fetch;

  PubmedCollector(FetchSection section, Fetch fetch) {
    this.section = section;
    this.fetch = fetch;
  }

  void run() throws IOException {
    Set<String> missing = search();
    for (FetchFolder.Entry entry : fetch.folder().entries().values()) {
      if (entry.request().startsWith("efetch " + section.type() + " ") && entry.status() == 200) {
        missing.removeAll(List.of(entry.request().split(" ")[2].split(",")));
      }
    }
    List<String> ids = new ArrayList<>(missing);
    for (int start = 0; start < ids.size(); start += BATCH) {
      fetch(ids.subList(start, Math.min(ids.size(), start + BATCH)));
    }
  }

  /** Ids in the order of the search; the first page opens a history that the others read. */
  private Set<String> search() throws IOException {
    Set<String> ids = new LinkedHashSet<>();
    int wanted = Math.min(section.maxDocuments(), MOST);
    JsonNode first = page("&term=" + encoded(section.query()) + "&usehistory=y", 0, wanted);
    add(first, ids);
    int most = Math.min(wanted, first.path("count").asInt());
    String history =
        "&WebEnv="
            + encoded(first.path("webenv").asText())
            + "&query_key="
            + encoded(first.path("querykey").asText());
    for (int start = PAGE; start < most; start += PAGE) {
      add(page(history, start, most), ids);
    }
    return ids;
  }

  private JsonNode page(String what, int start, int most) throws IOException {
    int size = Math.min(PAGE, most - start);
    String query =
        "db=%s&retmode=json&retstart=%d&retmax=%d".formatted(section.type(), start, size);
    String request = "esearch %s %s %d %d".formatted(section.type(), section.query(), start, size);
    byte[] answer = fetch.need(request, address("esearch.fcgi", query + what), true);
    JsonNode result = new ObjectMapper().readTree(answer).path("esearchresult");
    if (!result.path("idlist").isArray()) {
      throw new PoliteClient.FetchException(
          "the search was refused: " + result.path("ERROR").asText("no idlist in its answer"),
          null);
    }
    return result;
  }

  private static void add(JsonNode page, Set<String> ids) {
    for (JsonNode id : page.path("idlist")) {
      if (id.asText().matches("\\d{1,12}")) {
        ids.add(id.asText());
      }
    }
  }

  private void fetch(List<String> ids) throws IOException {
    String list = String.join(",", ids);
    String request = "efetch " + section.type() + " " + list;
    String ending = section.type().equals("pmc") ? ".nxml" : ".xml";
    String file = section.type() + "-" + FetchFolder.sha256(request).substring(0, 16) + ending;
    URI address = address("efetch.fcgi", "db=" + section.type() + "&retmode=xml&id=" + list);
    FetchFolder.Entry entry = fetch.get(request, address, file, false);
    if (entry.status() != 200) {
      throw new PoliteClient.FetchException("efetch answered " + entry.status(), null);
    }
  }

  private URI address(String tool, String query) {
    String service = section.endpoint().isEmpty() ? SERVICE : section.endpoint();
    String key = fetch.apiKey().isEmpty() ? "" : "&api_key=" + encoded(fetch.apiKey());
    return URI.create(
        service.replaceAll("/+$", "") + "/" + tool + "?tool=seekforge&" + query + key);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
