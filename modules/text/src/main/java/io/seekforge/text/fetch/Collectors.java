package io.seekforge.text.fetch;

import io.seekforge.api.recipe.FetchSection;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import java.util.function.Predicate;

/** Which collector serves which type, and where its redirects may lead. */
final class Collectors {
  private Collectors() {}

  static void run(FetchSection section, Fetch fetch) throws IOException {
    switch (section.type()) {
      case "edgar" -> new EdgarCollector(section, fetch).run();
      case "crawl" -> new Crawler(section, fetch).run();
      default -> new PubmedCollector(section, fetch).run();
    }
  }

  /** Services redirect within their own domain; a crawl stays on its hosts. */
  static Predicate<URI> allowed(FetchSection section) {
    if (section.type().equals("crawl")) {
      Set<String> hosts = Crawler.hosts(section);
      return address -> hosts.contains(Crawler.host(address));
    }
    String domain = section.type().equals("edgar") ? "sec.gov" : "nih.gov";
    String own =
        section.endpoint().isEmpty()
            ? ""
            : String.valueOf(URI.create(section.endpoint()).getHost());
    return address ->
        address.getHost().equals(own)
            || address.getHost().equals(domain)
            || address.getHost().endsWith("." + domain);
  }
}
