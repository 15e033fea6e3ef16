package io.seekforge.text.quality;

import crawlercommons.domains.EffectiveTldFinder;
import io.seekforge.api.Verdict;
import java.io.Serializable;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/**
 * Drops documents by their address, as datatrove's URL filter does: a blocked registered domain
 * ({@code domain}) or host ({@code subdomain}), a blocked address ({@code url}), a banned word
 * ({@code hard_blacklisted}), several suspicious ones ({@code soft_blacklisted}), or a banned
 * string anywhere once all but ASCII letters and digits is left out ({@code blacklisted_subword}).
 * The lists are the user's. Registered domains follow the Public Suffix List without its private
 * part.
 */
public final class UrlRule implements Serializable {
  private static final long serialVersionUID = 1L;

  private final HashSet<String> domains;
  private final HashSet<String> addresses;
  private final TreeSet<String> banned;
  private final TreeSet<String> suspicious;
  private final TreeSet<String> strings;
  private final int leastSuspicious;

  /**
   * @param domains registered domains and hosts; a host blocks itself alone
   * @param addresses whole addresses
   * @param banned words between characters that are neither ASCII letter nor digit
   * @param suspicious words of which several are needed
   * @param strings banned anywhere
   * @param leastSuspicious how many suspicious words drop, at least 1
   */
  public UrlRule(
      Collection<String> domains,
      Collection<String> addresses,
      Collection<String> banned,
      Collection<String> suspicious,
      Collection<String> strings,
      int leastSuspicious) {
    this.domains = new HashSet<>(domains);
    this.addresses = new HashSet<>(addresses);
    this.banned = normal(banned);
    this.suspicious = normal(suspicious);
    this.strings = normal(strings);
    this.leastSuspicious = leastSuspicious;
  }

  /** Judges an address; one that names no host is judged by its words alone. */
  public Verdict check(String url) {
    String host = host(url);
    String registered =
        host.isEmpty() ? null : EffectiveTldFinder.getAssignedDomain(host, true, true);
    if (registered != null && domains.contains(registered)) {
      return Verdict.drop("domain", registered, "");
    }
    if (domains.contains(host)) {
      return Verdict.drop("subdomain", host, "");
    }
    return addresses.contains(url) ? Verdict.drop("url", url, "") : words(url);
  }

  private Verdict words(String url) {
    HashSet<String> words = new HashSet<>(List.of(url.split("[^a-zA-Z0-9]")));
    for (String word : banned) {
      if (words.contains(word)) {
        return Verdict.drop("hard_blacklisted", word, "");
      }
    }
    long found = suspicious.stream().filter(words::contains).count();
    return found >= leastSuspicious
        ? Verdict.drop("soft_blacklisted", found, leastSuspicious)
        : strings(normal(url));
  }

  private Verdict strings(String plain) {
    for (String string : strings) {
      if (plain.contains(string)) {
        return Verdict.drop("blacklisted_subword", string, "");
      }
    }
    return Verdict.kept();
  }

  /** The host of {@code scheme://user@host:port/path}, lower case, or "". */
  private static String host(String url) {
    int start = url.indexOf("//");
    start = start < 0 ? 0 : start + 2;
    int end = start;
    while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority = url.substring(start, end);
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    int port = host.lastIndexOf(':');
    host = port > host.lastIndexOf(']') ? host.substring(0, port) : host;
    return (host.endsWith(".") ? host.substring(0, host.length() - 1) : host)
        .toLowerCase(Locale.ROOT);
  }

  private static TreeSet<String> normal(Collection<String> words) {
    TreeSet<String> normal = new TreeSet<>();
    words.forEach(word -> normal.add(normal(word)));
    normal.remove("");
    return normal;
  }

  private static String normal(String text) {
    return text.replaceAll("[^a-zA-Z0-9]", "").toLowerCase(Locale.ROOT);
  }
}
