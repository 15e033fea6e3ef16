package io.seekforge.text.fetch;

import crawlercommons.robots.BaseRobotRules;
import crawlercommons.robots.SimpleRobotRules;
import crawlercommons.robots.SimpleRobotRules.RobotRulesMode;
import crawlercommons.robots.SimpleRobotRulesParser;
import crawlercommons.sitemaps.AbstractSiteMap;
import crawlercommons.sitemaps.SiteMap;
import crawlercommons.sitemaps.SiteMapIndex;
import crawlercommons.sitemaps.SiteMapParser;
import crawlercommons.sitemaps.SiteMapURL;
import crawlercommons.sitemaps.UnknownFormatException;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a host's robots.txt says (RFC 9309): no file allows all, a server that cannot be reached
 * forbids all (section 2.3.1).
 */
final class Robots {
  private static final long LONGEST_DELAY_MILLIS = 300_000;
  private static final int MOST_SITEMAPS = 50;

  private final BaseRobotRules rules;
  private final Fetch fetch;

  private Robots(BaseRobotRules rules, Fetch fetch) {
    this.rules = rules;
    this.fetch = fetch;
  }

  static Robots of(String origin, String userAgent, Fetch fetch) throws IOException {
    URI address = URI.create(origin + "/robots.txt");
    BaseRobotRules rules;
    try {
      FetchFolder.Entry entry = fetch.get("robots " + origin, address, "", true);
      rules =
          entry.status() == 200
              ? parse(address.toString(), fetch.content(entry), userAgent)
              : new SimpleRobotRules(RobotRulesMode.ALLOW_ALL);
    } catch (PoliteClient.FetchException e) {
      rules = new SimpleRobotRules(RobotRulesMode.ALLOW_NONE);
    }
    if (rules.getCrawlDelay() > 0) {
      fetch.client().pause(address.getHost(), rules.getCrawlDelay());
    }
    return new Robots(rules, fetch);
  }

  static BaseRobotRules parse(String address, byte[] content, String userAgent) {
    SimpleRobotRulesParser parser = new SimpleRobotRulesParser(LONGEST_DELAY_MILLIS, 0);
    return parser.parseContent(address, content, "text/plain", List.of(product(userAgent)));
  }

  /** The product token of a User-Agent, by which robots.txt names crawlers. */
  static String product(String userAgent) {
    int end = 0;
    while (end < userAgent.length()
        && (Character.isLetter(userAgent.charAt(end))
            || "-_".indexOf(userAgent.charAt(end)) >= 0)) {
      end++;
    }
    return userAgent.substring(0, end).toLowerCase(Locale.ROOT);
  }

  boolean allows(URI address) {
    return rules.isAllowed(address.toString());
  }

  /** Addresses of pages in the host's sitemaps, as far as they are on the crawl's hosts. */
  List<String> pages(int most) throws IOException {
    Deque<String> maps = new ArrayDeque<>(rules.getSitemaps());
    Set<String> seen = new HashSet<>();
    List<String> pages = new ArrayList<>();
    while (!maps.isEmpty() && seen.size() < MOST_SITEMAPS && pages.size() < most) {
      String map = maps.poll();
      if (seen.add(map)) {
        read(map, maps, pages, most);
      }
    }
    return pages;
  }

  private void read(String map, Deque<String> maps, List<String> pages, int most)
      throws IOException {
    try {
      URI address = URI.create(map);
      if (!fetch.allows(address)) {
        return;
      }
      FetchFolder.Entry entry = fetch.get("sitemap " + map, address, "", true);
      if (entry.status() != 200) {
        return;
      }
      AbstractSiteMap parsed =
          new SiteMapParser(false).parseSiteMap(fetch.content(entry), address.toURL());
      if (parsed instanceof SiteMapIndex index) {
        index.getSitemaps().forEach(child -> maps.add(child.getUrl().toString()));
      } else if (parsed instanceof SiteMap siteMap) {
        for (SiteMapURL page : siteMap.getSiteMapUrls()) {
          String found = page.getUrl().toString();
          if (pages.size() < most && fetch.allows(URI.create(found))) {
            pages.add(found);
          }
        }
      }
    } catch (PoliteClient.FetchException | UnknownFormatException | IllegalArgumentException e) {
      // A broken sitemap is none: links still lead to the pages.
      maps.remove(map);
    }
  }
}
