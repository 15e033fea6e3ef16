package io.seekforge.api.recipe;

import java.io.Serializable;
import java.util.List;

/** Raw files that are brought from the network into a folder, which a source then reads. */
public record FetchSection(
    @Key(doc = "pubmed or pmc (E-utilities), edgar (SEC), or crawl (web pages).") String type,
    @Key(
            doc =
                "Local folder for the files; a source reads it by its path. Its .fetch folder holds the log and other answers.",
            path = true)
        String into,
    @Key(
            doc =
                "User-Agent sent with every request: who asks, with an address for complaints (a mail address or a web page).")
        String userAgent,
    @Key(doc = "For pubmed and pmc: the search, in their own words.", def = "") String query,
    @Key(doc = "For edgar: central index keys of companies.", def = "") List<String> companies,
    @Key(doc = "For edgar: forms that are fetched; empty: 8-K and 10-K with amendments.", def = "")
        List<String> forms,
    @Key(doc = "For edgar: only what was filed on this day (yyyy-mm-dd) or later.", def = "")
        String since,
    @Key(doc = "For crawl: addresses of pages to start from.", def = "") List<String> seeds,
    @Key(doc = "For crawl: hosts that may be visited; empty: those of the seeds.", def = "")
        List<String> hosts,
    @Key(doc = "Most documents (records, filings, pages) that are fetched.", def = "1000")
        int maxDocuments,
    @Key(
            doc =
                "Address that stands in for the service's own, for example a mirror; empty: none.",
            def = "",
            path = true)
        String endpoint,
    @Key(
            doc =
                "Name of the environment variable that holds the service's key; empty: none is sent.",
            def = "")
        String apiKeyEnv,
    @Key(
            doc =
                "Most requests per second to one host; 0: what the service allows (pubmed 3, with a key 10; edgar 10; crawl 1).",
            def = "0")
        double perSecond,
    @Key(doc = "Ask again for what may have changed, and fetch what is new.", def = "false")
        boolean refresh,
    @Key(doc = "Further tries after a failed request, with growing pauses.", def = "4") int retries,
    @Key(doc = "Seconds one answer may take.", def = "60") int timeoutSeconds,
    @Key(doc = "Longest answer that is read, in bytes.", def = "67108864") int maxBytes)
    implements Serializable {

  public FetchSection {
    Check.oneOf("type", type, List.of("pubmed", "pmc", "edgar", "crawl"));
    Check.named("into", into);
    if (!userAgent.contains("@") && !userAgent.contains("http")) {
      throw new IllegalArgumentException(
          "Invalid user-agent: \""
              + userAgent
              + "\" (it must name a mail address or a web page for complaints)");
    }
    boolean searches = type.equals("pubmed") || type.equals("pmc");
    if (searches) {
      Check.named("query", query);
    }
    if ((type.equals("edgar") && companies.isEmpty())
        || (type.equals("crawl") && seeds.isEmpty())) {
      throw new IllegalArgumentException(
          "Invalid fetch: " + type + " needs " + (type.equals("edgar") ? "companies" : "seeds"));
    }
    Check.atLeast("max-documents", maxDocuments, 1);
    Check.atLeast("per-second", perSecond, 0);
    if (type.equals("edgar") && perSecond > 10) {
      throw new IllegalArgumentException(
          "Invalid per-second: " + perSecond + " (the SEC allows 10 requests per second)");
    }
    Check.atLeast("retries", retries, 0);
    Check.atLeast("timeout-seconds", timeoutSeconds, 1);
    Check.atLeast("max-bytes", maxBytes, 1024);
    companies = List.copyOf(companies);
    forms = List.copyOf(forms);
    seeds = List.copyOf(seeds);
    hosts = List.copyOf(hosts);
  }
}
