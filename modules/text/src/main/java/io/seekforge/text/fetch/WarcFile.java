package io.seekforge.text.fetch;

import io.seekforge.api.recipe.FetchSection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.netpreserve.jwarc.HttpResponse;
import org.netpreserve.jwarc.MediaType;
import org.netpreserve.jwarc.WarcCompression;
import org.netpreserve.jwarc.WarcResponse;
import org.netpreserve.jwarc.WarcWriter;

/**
 * Writes crawled pages as WARC 1.0 ({@code crawl.warc.gz}), a response record for each. The
 * record's id and date come from the answer, so that the same answers give the same bytes.
 */
final class WarcFile {
  /** Header of a record with what robots.txt said of its address. */
  static final String ROBOTS = "WARC-Robots";

  private WarcFile() {}

  static void write(Fetch fetch, List<FetchFolder.Entry> pages, FetchSection section)
      throws IOException {
    Path file = Path.of(section.into(), "crawl.warc.gz");
    Path temporary = Files.createTempFile(file.getParent(), ".part", ".tmp");
    try (WarcWriter writer =
        new WarcWriter(
            Files.newByteChannel(temporary, java.nio.file.StandardOpenOption.WRITE),
            WarcCompression.GZIP)) {
      for (FetchFolder.Entry page : pages) {
        writer.write(record(page, fetch.content(page)));
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    Files.move(
        temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static WarcResponse record(FetchFolder.Entry page, byte[] body) throws IOException {
    String name = page.url() + " " + page.sha256();
    MediaType type = MediaType.parseLeniently(page.note().isEmpty() ? "text/html" : page.note());
    HttpResponse http = new HttpResponse.Builder(200, "OK").body(type, body).build();
    return new WarcResponse.Builder(URI.create(page.url()))
        .recordId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)))
        .date(date(page.modified()))
        .addHeader(ROBOTS, "allowed")
        .body(http)
        .build();
  }

  private static Instant date(String modified) {
    try {
      return ZonedDateTime.parse(modified, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return Instant.EPOCH;
    }
  }
}
