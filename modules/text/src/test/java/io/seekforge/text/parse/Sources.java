package io.seekforge.text.parse;

import io.seekforge.api.Document;
import io.seekforge.api.QuarantineEntry;
import io.seekforge.api.recipe.SourceSection;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Builds sources and parses them, for tests. */
record Sources(
    String format,
    String encoding,
    Map<String, String> fields,
    String record,
    List<String> require,
    long maxRecordBytes) {

  static Sources of(String format) {
    return new Sources(format, "UTF-8", Map.of(), "", List.of(), 1 << 20);
  }

  Sources encoding(String changed) {
    return new Sources(format, changed, fields, record, require, maxRecordBytes);
  }

  Sources fields(Map<String, String> changed) {
    return new Sources(format, encoding, changed, record, require, maxRecordBytes);
  }

  Sources record(String changed) {
    return new Sources(format, encoding, fields, changed, require, maxRecordBytes);
  }

  Sources require(String... changed) {
    return new Sources(format, encoding, fields, record, List.of(changed), maxRecordBytes);
  }

  Sources maxRecordBytes(long changed) {
    return new Sources(format, encoding, fields, record, require, changed);
  }

  SourceSection section() {
    return new SourceSection(
        "src", "path", format, encoding, fields, record, require, "CC0-1.0", "en", "", 3, 0);
  }

  /** What a file gave. */
  record Result(List<Document> documents, List<QuarantineEntry> rejected) {
    Document only() {
      if (documents.size() != 1 || !rejected.isEmpty()) {
        throw new AssertionError("not one document: " + this);
      }
      return documents.get(0);
    }

    QuarantineEntry onlyRejected() {
      if (rejected.size() != 1 || !documents.isEmpty()) {
        throw new AssertionError("not one quarantine entry: " + this);
      }
      return rejected.get(0);
    }

    List<String> texts() {
      return documents.stream().map(Document::text).toList();
    }

    String onlyReason() {
      if (rejected.size() != 1) {
        throw new AssertionError("not one quarantine entry: " + rejected);
      }
      return rejected.get(0).reason();
    }

    List<String> reasons() {
      return rejected.stream().map(QuarantineEntry::reason).toList();
    }
  }

  Result parse(String name, InputStream bytes) {
    List<Document> documents = new ArrayList<>();
    List<QuarantineEntry> rejected = new ArrayList<>();
    try (ParsedRecords records = ParsedRecords.read(section(), name, maxRecordBytes, () -> bytes)) {
      records.forEachRemaining(
          parsed -> {
            if (parsed.document() != null) {
              documents.add(parsed.document());
            } else {
              rejected.add(parsed.rejected());
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new Result(documents, rejected);
  }

  Result parse(byte[] bytes) {
    return parse("file", new ByteArrayInputStream(bytes));
  }

  Result parse(String text) {
    return parse(text.getBytes(StandardCharsets.UTF_8));
  }

  Result parse(Path file) {
    try {
      return parse(file.getFileName().toString(), Files.newInputStream(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
