package io.seekforge.text.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import crawlercommons.robots.BaseRobotRules;
import io.seekforge.api.Document;
import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.FetchSection;
import io.seekforge.api.recipe.SourceSection;
import io.seekforge.text.SharedData;
import io.seekforge.text.parse.ParsedRecords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchTest {
  private static final String AGENT = "seekforge-test/1 (tests@example.org)";

  @TempDir private Path folder;
  private final LocalServer server = new LocalServer();

  @AfterEach
  void stop() {
    server.close();
  }

  private FetchSection section(String type, int most, boolean refresh, String keyName) {
    return new FetchSection(
        type,
        folder.toString(),
        AGENT,
        "asthma[mh]",
        List.of("1000180"),
        List.of(),
        "2010-01-01",
        List.of(server.address("/")),
        List.of(),
        most,
        server.address(""),
        keyName,
        type.equals("edgar") ? 10 : 1000,
        refresh,
        2,
        2,
        1 << 20);
  }

  private int run(FetchSection section) {
    return Fetch.run(section, Map.of("NCBI_KEY", "s3cret")::get);
  }

  private List<Document> documents(String format, String record) throws IOException {
    SourceSection source =
        new SourceSection(
            "s", folder.toString(), format, "UTF-8", Map.of(), record, List.of(), "", "", "", 0, 0);
    List<Document> documents = new ArrayList<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(FetchTest::landed).sorted().toList()) {
        boolean zipped = file.toString().endsWith(".gz");
        InputStream raw = Files.newInputStream(file);
        InputStream in = zipped ? new GZIPInputStream(raw) : raw;
        try (ParsedRecords records =
            ParsedRecords.read(source, file.toString(), 1 << 24, () -> in)) {
          records.forEachRemaining(parsed -> documents.add(parsed.document()));
        }
      }
    }
    return documents;
  }

  private static boolean landed(Path file) {
    return Files.isRegularFile(file) && !file.toString().contains("/.");
  }

  @Test
  void busyBrokenAndCutAnswersAreAskedForAgain() throws Exception {
    server.at(
        "/busy",
        (exchange, visit) -> {
          exchange.getResponseHeaders().set("Retry-After", "1");
          LocalServer.send(exchange, visit == 1 ? 429 : 200, "text/plain", LocalServer.bytes("a"));
        });
    server.at(
        "/cut",
        (exchange, visit) -> {
          if (visit == 1) {
            exchange.sendResponseHeaders(200, 100);
            exchange.getResponseBody().write(1);
            exchange.getResponseBody().flush();
          } else {
            LocalServer.send(
                exchange, visit == 2 ? 503 : 200, "text/plain", LocalServer.bytes("b"));
          }
        });
    PoliteClient client = new PoliteClient(AGENT, 1000, 2, 5, 1 << 20);
    long start = System.nanoTime();
    assertThat(get(client, "/busy").body()).asString().isEqualTo("a");
    assertThat(System.nanoTime() - start).isGreaterThan(990_000_000L);
    assertThat(get(client, "/cut").body()).asString().isEqualTo("b");
    assertThat(server.requests).hasSize(5);
    assertThat(server.agents).containsOnly(AGENT);
  }

  private PoliteClient.Answer get(PoliteClient client, String path) throws IOException {
    return client.get(java.net.URI.create(server.address(path)), Map.of(), address -> true);
  }

  @Test
  void slowAndHugeAnswersAndOtherSchemesEnd() {
    server.at(
        "/slow",
        (exchange, visit) -> {
          exchange.sendResponseHeaders(200, 0);
          for (int i = 0; i < 100; i++) {
            exchange.getResponseBody().write('x');
            exchange.getResponseBody().flush();
            pause();
          }
        });
    server.at(
        "/huge",
        (exchange, visit) -> {
          exchange.sendResponseHeaders(200, 0);
          byte[] block = new byte[1 << 16];
          for (int i = 0; i < 10_000; i++) {
            exchange.getResponseBody().write(block);
          }
        });
    server.at(
        "/file",
        (exchange, visit) -> {
          exchange.getResponseHeaders().set("Location", "file:///etc/passwd");
          LocalServer.send(exchange, 302, "text/plain", new byte[0]);
        });
    server.at(
        "/loop",
        (exchange, visit) -> {
          exchange.getResponseHeaders().set("Location", "/loop?key=s3cret");
          LocalServer.send(exchange, 302, "text/plain", new byte[0]);
        });
    PoliteClient client = new PoliteClient(AGENT, 1000, 0, 1, 1 << 20);
    assertThatThrownBy(() -> get(client, "/slow")).hasMessageContaining("did not answer in 1 s");
    assertThatThrownBy(() -> get(client, "/huge")).hasMessageContaining("above 1 MiB");
    assertThatThrownBy(() -> get(client, "/file")).hasMessageContaining("no http or https");
    assertThatThrownBy(() -> get(client, "/loop"))
        .hasMessageContaining("redirects more than 5")
        .hasMessageNotContaining("s3cret");
  }

  private static void pause() {
    try {
      Thread.sleep(100);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void requestsToAHostKeepTheirDistance() throws Exception {
    server.at("/a", "text/plain", "a");
    PoliteClient client = new PoliteClient(AGENT, 20, 0, 5, 1 << 20);
    long start = System.nanoTime();
    for (int i = 0; i < 5; i++) {
      get(client, "/a");
    }
    assertThat(System.nanoTime() - start).isGreaterThan(195_000_000L);
  }

  @Test
  void pubmedIsSearchedFetchedAndNotAskedAgain() throws Exception {
    String record = Files.readString(SharedData.file("data/pubmed").resolve("pubmed-29768149.xml"));
    server.at(
        "/esearch.fcgi",
        (exchange, visit) ->
            LocalServer.send(
                exchange,
                200,
                "application/json",
                LocalServer.bytes(
                    "{\"esearchresult\":{\"count\":\"%d\",\"querykey\":\"1\",\"webenv\":\"W\",\"idlist\":[%s]}}"
                        .formatted(visit, visit == 1 ? "\"29768149\"" : "\"29768149\",\"7\""))));
    server.at(
        "/efetch.fcgi",
        (exchange, visit) ->
            LocalServer.send(
                exchange, visit == 1 ? 500 : 200, "text/xml", LocalServer.bytes(record)));
    assertThat(run(section("pubmed", 50, false, "NCBI_KEY"))).isEqualTo(2);
    assertThat(documents("pubmed", "")).extracting(Document::key).containsExactly("29768149");
    assertThat(server.requests).hasSize(3).allMatch(asked -> asked.contains("api_key=s3cret"));
    assertThat(Files.readString(folder.resolve(".fetch/log.jsonl"))).doesNotContain("s3cret");
    assertThat(run(section("pubmed", 50, false, "NCBI_KEY"))).isZero();
    assertThat(run(section("pubmed", 50, true, "NCBI_KEY"))).isEqualTo(2);
    assertThat(server.requests.get(4)).contains("&id=7&");
    assertThatThrownBy(() -> run(section("pubmed", 50, false, "NO_KEY")))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("NO_KEY");
  }

  @Test
  void edgarFilingsComeOnceAndBecomeItems() throws Exception {
    String raw =
        Files.readString(
            SharedData.file("data/edgar/raw").resolve("1001250_8K_2012_0000909518-12-000207.htm"));
    server.at(
        "/submissions/CIK0001000180.json",
        "application/json",
        """
        {"filings": {"recent": {"accessionNumber": ["0000909518-12-000207", "0000000000-12-000001", "0000000000-09-000001"],
        "form": ["8-K", "4", "8-K"], "filingDate": ["2012-05-24", "2012-01-01", "2009-01-01"]}, "files": []}}
        """);
    server.at(
        "/Archives/edgar/data/1000180/000090951812000207/0000909518-12-000207.txt",
        "text/plain",
        "<SEC-HEADER>\nACCESSION NUMBER:\t0000909518-12-000207\nFILED AS OF DATE:\t20120524\n"
            + "</SEC-HEADER>\n"
            + raw);
    assertThat(run(section("edgar", 50, false, ""))).isEqualTo(2);
    assertThat(documents("edgar", "item"))
        .extracting(Document::key)
        .containsExactly("0000909518-12-000207#5.03", "0000909518-12-000207#9.01");
    assertThat(run(section("edgar", 50, false, ""))).isZero();
    assertThat(run(section("edgar", 50, true, ""))).isEqualTo(1);
    assertThat(server.agents).containsOnly(AGENT);
  }

  @Test
  void anAgentWithoutAnAddressIsRefused() {
    assertThatThrownBy(
            () ->
                new FetchSection(
                    "edgar",
                    "x",
                    "robot",
                    "",
                    List.of("1"),
                    List.of(),
                    "",
                    List.of(),
                    List.of(),
                    1,
                    "",
                    "",
                    0,
                    false,
                    0,
                    1,
                    1024))
        .hasMessageContaining("user-agent");
    assertThatThrownBy(
            () ->
                new FetchSection(
                    "edgar",
                    "x",
                    AGENT,
                    "",
                    List.of("1"),
                    List.of(),
                    "",
                    List.of(),
                    List.of(),
                    1,
                    "",
                    "",
                    11,
                    false,
                    0,
                    1,
                    1024))
        .hasMessageContaining("10 requests per second");
  }

  private static String page(String text, String... links) {
    StringBuilder page = new StringBuilder("<html><body><p>" + text + "</p>");
    for (String link : links) {
      page.append("<a href='").append(link).append("'>go</a>");
    }
    return page + "<link rel='license' href='https://creativecommons.org/licenses/by/4.0/'></html>";
  }

  private void site() {
    String prose =
        "The patient had a fever for three days, a dry cough and no appetite, she said. ";
    server.at(
        "/robots.txt",
        "text/plain",
        "User-agent: *\nDisallow: /private\nSitemap: " + server.address("/map.xml"));
    server.at(
        "/map.xml",
        "application/xml",
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc>"
            + server.address("/mapped")
            + "</loc></url></urlset>");
    server.at(
        "/",
        "text/html; charset=utf-8",
        page(prose + "Home.", "/a", "/private/x", "http://other.example/", "mailto:a@b.c", "/a#x"));
    server.at("/a", "text/html", page(prose + "A.", "/b", "/"));
    server.at("/b", "text/html", page(prose + "B.", "javascript:x()", "http://[bad"));
    server.at("/mapped", "text/html", page(prose + "Mapped."));
  }

  @Test
  void aCrawlKeepsToRobotsAndHostsAndWritesWarc() throws Exception {
    site();
    assertThat(run(section("crawl", 50, false, ""))).isEqualTo(6);
    assertThat(server.requests)
        .containsExactly("/robots.txt", "/map.xml", "/", "/mapped", "/a", "/b");
    List<Document> pages = documents("auto", "");
    assertThat(pages)
        .extracting(Document::url)
        .containsExactly(
            server.address("/"),
            server.address("/mapped"),
            server.address("/a"),
            server.address("/b"));
    assertThat(pages.get(3).text()).contains("she said. B.");
    assertThat(pages.get(0).license()).isEqualTo("CC-BY-4.0");
    assertThat(pages.get(0).metadata()).containsEntry("robots", "allowed");
    byte[] warc = Files.readAllBytes(folder.resolve("crawl.warc.gz"));
    assertThat(run(section("crawl", 50, false, ""))).isZero();
    assertThat(Files.readAllBytes(folder.resolve("crawl.warc.gz"))).isEqualTo(warc);
  }

  private FetchSection crawl(LocalServer... hosts) {
    return new FetchSection(
        "crawl",
        folder.toString(),
        AGENT,
        "",
        List.of(),
        List.of(),
        "",
        List.of(server.address("/")),
        Stream.of(hosts).map(host -> host.address("").substring("http://".length())).toList(),
        50,
        "",
        "",
        1000,
        false,
        2,
        2,
        1 << 20);
  }

  private static void redirect(LocalServer from, String path, String to) {
    from.at(
        path,
        (exchange, visit) -> {
          exchange.getResponseHeaders().set("Location", to);
          LocalServer.send(exchange, 302, "text/plain", new byte[0]);
        });
  }

  @Test
  void whereARedirectLeadsRobotsMustAllow() throws Exception {
    try (LocalServer other = new LocalServer();
        LocalServer outside = new LocalServer()) {
      other.at("/robots.txt", "text/plain", "User-agent: *\nDisallow: /secret");
      other.at("/open", "text/html", page("Open."));
      server.at("/robots.txt", "text/plain", "User-agent: *\nDisallow: /private");
      server.at("/", "text/html", page("Home.", "/a", "/b", "/c", "/d"));
      redirect(server, "/a", "/private/x");
      redirect(server, "/b", other.address("/secret/y"));
      redirect(server, "/c", other.address("/open"));
      redirect(server, "/d", outside.address("/z"));
      run(crawl(server, other));
      assertThat(server.requests).containsExactly("/robots.txt", "/", "/a", "/b", "/c", "/d");
      assertThat(other.requests).containsExactly("/robots.txt", "/open");
      assertThat(outside.requests).isEmpty();
      assertThat(documents("auto", "")).hasSize(2);
      assertThat(run(crawl(server, other))).as("what is forbidden is remembered").isZero();
    }
  }

  @Test
  void sitemapsOfOtherHostsAreNotFetched() throws Exception {
    try (LocalServer other = new LocalServer()) {
      String space = " xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>";
      server.at(
          "/robots.txt",
          "text/plain",
          "Sitemap: " + other.address("/map.xml") + "\nSitemap: " + server.address("/index.xml"));
      server.at(
          "/index.xml",
          "application/xml",
          "<sitemapindex%s<sitemap><loc>%s</loc></sitemap><sitemap><loc>%s</loc></sitemap></sitemapindex>"
              .formatted(space, other.address("/child.xml"), server.address("/own.xml")));
      server.at(
          "/own.xml",
          "application/xml",
          "<urlset%s<url><loc>%s</loc></url><url><loc>%s</loc></url></urlset>"
              .formatted(space, other.address("/page"), server.address("/mapped")));
      server.at("/", "text/html", page("Home."));
      server.at("/mapped", "text/html", page("Mapped."));
      run(crawl());
      assertThat(server.requests)
          .containsExactly("/robots.txt", "/index.xml", "/own.xml", "/", "/mapped");
      assertThat(other.requests).isEmpty();
    }
  }

  @Test
  void aCrawlThatDiedGoesOnWhereItStopped() throws Exception {
    site();
    server.at(
        "/a",
        (exchange, visit) -> {
          if (server.requests.size() < 7) {
            throw new IOException("down");
          }
          LocalServer.send(exchange, 200, "text/html", LocalServer.bytes(page("A.", "/b")));
        });
    assertThat(run(section("crawl", 2, false, ""))).isEqualTo(4);
    // A log that breaks off inside a line is what a killed run leaves.
    Path log = folder.resolve(".fetch/log.jsonl");
    Files.writeString(log, Files.readString(log) + "{\"request\": \"page ");
    Files.writeString(log, Files.readString(log) + "\n");
    int before = server.requests.size();
    run(section("crawl", 50, false, ""));
    List<String> later = server.requests.subList(before, server.requests.size());
    assertThat(later)
        .doesNotContain("/", "/mapped", "/robots.txt", "/map.xml")
        .contains("/a", "/b");
  }

  @Test
  void anUnreachableRobotsFileForbidsAll() {
    site();
    server.at(
        "/robots.txt",
        (exchange, visit) ->
            LocalServer.send(exchange, 503, "text/plain", LocalServer.bytes("down")));
    run(section("crawl", 50, false, ""));
    assertThat(server.requests).containsOnly("/robots.txt");
  }

  @Test
  void robotsFilesOfTheStandardAndOfRealHosts() throws Exception {
    assertThat(
            rules("rfc9309-example-simple-robots.txt", "foobot")
                .isAllowed("http://x.org/example/page.html"))
        .isTrue();
    assertThat(rules("rfc9309-example-simple-robots.txt", "foobot").isAllowed("http://x.org/other"))
        .isFalse();
    assertThat(
            rules("rfc9309-example-longest-match-robots.txt", "foobot")
                .isAllowed("http://x.org/example/page/"))
        .isTrue();
    assertThat(
            rules("rfc9309-example-longest-match-robots.txt", "foobot")
                .isAllowed("http://x.org/example/page/disallowed.gif"))
        .isFalse();
    for (String marked : List.of("utf8", "utf16be", "utf16le")) {
      assertThat(
              rules("robots-with-" + marked + "-bom.txt", "foobot")
                  .isAllowed("http://x.org/profile"))
          .as(marked)
          .isFalse();
    }
    assertThat(rules("sitemap-robots.txt", "foobot").getSitemaps()).isNotEmpty();
    assertThat(Robots.product("Seekforge-Bot/2.1 (x@y.z)")).isEqualTo("seekforge-bot");
  }

  private static BaseRobotRules rules(String file, String agent) throws IOException {
    byte[] content = Files.readAllBytes(SharedData.file("data/crawl/robots").resolve(file));
    return Robots.parse("http://x.org/robots.txt", content, agent);
  }
}
