package io.seekforge.text.fetch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.api.recipe.FetchSection;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * Filings of companies from SEC EDGAR: the submissions API lists them, the archives give each whole
 * (header, main document, exhibits) as {@code <cik>/<accession>.txt}. Fair access: a User-Agent
 * with an address, at most 10 requests per second (sec.gov/os/accessing-edgar-data).
 */
final class EdgarCollector {
  private static final String SUBMISSIONS = "https://data.sec.gov";
  private static final String ARCHIVES = "https://www.sec.gov";
  private static final List<String> FORMS = List.of("8-K", "8-K/A", "10-K", "10-K/A");

  private final FetchSection section;
  private final Fetch fetch;
  private int filings;

  EdgarCollector(FetchSection section, Fetch fetch) {
    this.section = section;
    this.fetch = fetch;
  }

  void run() throws IOException {
    for (String company : section.companies()) {
      String cik = company.replaceFirst("^0+", "");
      if (!cik.matches("\\d{1,10}")) {
        throw new PoliteClient.FetchException(
            "\"" + company + "\" is no central index key (up to 10 digits)", null);
      }
      JsonNode answer = submissions("CIK" + "0".repeat(10 - cik.length()) + cik + ".json");
      filings(cik, answer.path("filings").path("recent"));
      for (JsonNode older : answer.path("filings").path("files")) {
        boolean wanted = section.since().compareTo(older.path("filingTo").asText("9")) <= 0;
        if (wanted && filings < section.maxDocuments()) {
          filings(cik, submissions(older.path("name").asText()));
        }
      }
    }
  }

  private JsonNode submissions(String name) throws IOException {
    if (!name.matches("[A-Za-z0-9-]+\\.json")) {
      throw new PoliteClient.FetchException("the list names no file: " + name, null);
    }
    URI address = URI.create(base(SUBMISSIONS) + "/submissions/" + name);
    return new ObjectMapper().readTree(fetch.need("submissions " + name, address, true));
  }

  /** Columns of equal length, newest filing first. */
  private void filings(String cik, JsonNode columns) throws IOException {
    List<String> forms = section.forms().isEmpty() ? FORMS : section.forms();
    JsonNode numbers = columns.path("accessionNumber");
    for (int i = 0; i < numbers.size() && filings < section.maxDocuments(); i++) {
      String form = columns.path("form").path(i).asText();
      String date = columns.path("filingDate").path(i).asText();
      String accession = numbers.path(i).asText();
      boolean wanted = forms.contains(form) && date.compareTo(section.since()) >= 0;
      if (wanted && accession.matches("\\d{10}-\\d{2}-\\d{6}")) {
        filings++;
        fetch(cik, accession);
      }
    }
  }

  /** A filing that is gone or too long is noted and left out; it does not change once filed. */
  private void fetch(String cik, String accession) throws IOException {
    String path =
        "/Archives/edgar/data/%s/%s/%s.txt".formatted(cik, accession.replace("-", ""), accession);
    String file = cik + "/" + accession + ".txt";
    fetch.get("filing " + accession, URI.create(base(ARCHIVES) + path), file, false);
  }

  private String base(String service) {
    return section.endpoint().isEmpty() ? service : section.endpoint().replaceAll("/+$", "");
  }
}
