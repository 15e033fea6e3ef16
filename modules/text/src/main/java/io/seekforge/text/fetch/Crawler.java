package io.seekforge.text.fetch;

import io.seekforge.api.recipe.FetchSection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * Visits pages breadth first from seeds and sitemaps, on allowed hosts only, as each host's
 * robots.txt lets it. Pages whose answers are in the folder are read from there, so a run that died
 * walks the same way again without a request and goes on where it stopped. What was fetched is
 * written as WARC at the end.
 */
final class Crawler {
  private static final int QUEUE_PER_DOCUMENT = 50;
  private static final int LONGEST_ADDRESS = 2000;

  private final FetchSection section;
  private final Fetch fetch;
  private final Set<String> hosts;
  private final Map<String, Robots> robots = new HashMap<>();
  private final Set<String> seen = new LinkedHashSet<>();
  private final Deque<URI> queue = new ArrayDeque<>();
  private final List<FetchFolder.Entry> pages = new ArrayList<>();

  Crawler(FetchSection section, Fetch fetch) {
    this.section = section;
    this.fetch = fetch;
    this.hosts = hosts(section);
  }

  static Set<String> hosts(FetchSection section) {
    Set<String> hosts = new LinkedHashSet<>();
    for (String host : section.hosts()) {
      hosts.add(host.toLowerCase(Locale.ROOT));
    }
    if (hosts.isEmpty()) {
      section.seeds().forEach(seed -> hosts.add(host(URI.create(seed))));
    }
    return hosts;
  }

  /** Host, with its port if the address names one. */
  static String host(URI address) {
    String host = String.valueOf(address.getHost()).toLowerCase(Locale.ROOT);
    return address.getPort() < 0 ? host : host + ":" + address.getPort();
  }

  void run() throws IOException {
    for (String seed : section.seeds()) {
      add(URI.create(seed));
    }
    for (URI seed : List.copyOf(queue)) {
      for (String page : robots(seed).pages(section.maxDocuments())) {
        add(URI.create(page));
      }
    }
    while (!queue.isEmpty() && pages.size() < section.maxDocuments()) {
      visit(queue.poll());
    }
    WarcFile.write(fetch, pages, section);
  }

  private void visit(URI address) throws IOException {
    String request = "page " + address;
    if (!robots(address).allows(address)) {
      if (fetch.folder().entry(request).isEmpty()) {
        fetch.folder().nothing(request, 0, "robots.txt forbids it");
      }
      return;
    }
    FetchFolder.Entry entry;
    try {
      entry = fetch.get(request, address, "", true, this::mayVisit);
    } catch (PoliteClient.ForbiddenException e) {
      fetch.folder().nothing(request, 0, e.getMessage());
      return;
    } catch (PoliteClient.FetchException e) {
      // One page that cannot be had must not end the crawl; the next run tries it again.
      return;
    }
    if (entry.status() == 200) {
      page(entry);
    }
  }

  /**
   * Where a redirect leads is a page like others: on allowed hosts, as their robots.txt lets it.
   */
  private boolean mayVisit(URI address) throws IOException {
    return fetch.allows(address) && robots(address).allows(address);
  }

  private void page(FetchFolder.Entry entry) throws IOException {
    if (!entry.note().isEmpty() && !entry.note().contains("html")) {
      pages.add(entry);
      return;
    }
    byte[] body = fetch.content(entry);
    Document page = Jsoup.parse(new ByteArrayInputStream(body), null, entry.url());
    String wishes =
        page.select("meta[name~=(?i)^robots$]").attr("content").toLowerCase(Locale.ROOT);
    if (!wishes.contains("noindex") && !wishes.contains("none")) {
      pages.add(entry);
    }
    if (!wishes.contains("nofollow") && !wishes.contains("none")) {
      links(page);
    }
  }

  private void links(Document page) {
    for (Element link : page.select("a[href]:not([rel~=(?i)nofollow])")) {
      String address = link.attr("abs:href");
      try {
        add(URI.create(address));
      } catch (IllegalArgumentException e) {
        // What is no address leads nowhere.
        seen.remove(address);
      }
    }
  }

  private void add(URI address) {
    String scheme = String.valueOf(address.getScheme());
    boolean web = scheme.equals("http") || scheme.equals("https");
    if (!web || address.getHost() == null || !hosts.contains(host(address))) {
      return;
    }
    String text = address.normalize().toString();
    int fragment = text.indexOf('#');
    text = fragment < 0 ? text : text.substring(0, fragment);
    boolean room = seen.size() < (long) QUEUE_PER_DOCUMENT * section.maxDocuments();
    if (room && text.length() <= LONGEST_ADDRESS && seen.add(text)) {
      queue.add(URI.create(text));
    }
  }

  private Robots robots(URI address) throws IOException {
    String origin = address.getScheme() + "://" + address.getRawAuthority();
    Robots known = robots.get(origin);
    if (known == null) {
      known = Robots.of(origin, section.userAgent(), fetch);
      robots.put(origin, known);
    }
    return known;
  }
}
