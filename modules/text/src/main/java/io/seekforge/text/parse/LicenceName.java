package io.seekforge.text.parse;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Creative Commons licences under their SPDX names ({@code CC-BY-NC-4.0}), from their address or
 * their words; without a version where the source gives none.
 */
final class LicenceName {
  private static final Pattern ADDRESS =
      Pattern.compile("creativecommons\\.org/licenses/([a-z-]+)(?:/(\\d\\.\\d))?");
  private static final Pattern WORDS =
      Pattern.compile(
          "creative commons attribution"
              + "([- ]*non-?commercial)?([- ]*no-?deriv\\w*)?([- ]*share-?alike)?"
              + "(?: licen[cs]e)?(?:[ (]*(?:cc[- ]by[a-z -]*)?(?:version )?(\\d\\.\\d))?");

  private LicenceName() {}

  /**
   * @param address the licence's address, or ""
   * @param words what the source says of it, or ""
   * @return the SPDX name, else the words, else the address
   */
  static String of(String address, String words) {
    String known = known((address + " " + words).toLowerCase(Locale.ROOT));
    return !known.isEmpty() ? known : words.isBlank() ? address : words;
  }

  private static String known(String text) {
    if (text.contains("creativecommons.org/publicdomain/zero") || text.contains("cc0 1.0")) {
      return "CC0-1.0";
    }
    if (text.contains("creativecommons.org/publicdomain/mark")) {
      return "CC-PDM-1.0";
    }
    Matcher address = ADDRESS.matcher(text);
    if (address.find()) {
      return name(address.group(1).toUpperCase(Locale.ROOT), address.group(2));
    }
    Matcher words = WORDS.matcher(text);
    if (words.find()) {
      String kind =
          "BY"
              + (words.group(1) == null ? "" : "-NC")
              + (words.group(2) == null ? "" : "-ND")
              + (words.group(3) == null ? "" : "-SA");
      return name(kind, words.group(4));
    }
    return "";
  }

  private static String name(String kind, String version) {
    return "CC-" + kind + (version == null ? "" : "-" + version);
  }
}
