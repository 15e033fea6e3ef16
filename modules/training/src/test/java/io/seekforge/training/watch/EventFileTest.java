package io.seekforge.training.watch;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.seekforge.training.store.HadoopFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event files are those that TensorBoard's own writer makes (src/test/python/event_file.py). */
class EventFileTest {
  @TempDir Path folder;

  @Test
  void recordsAreThoseOfTensorBoardsWriter() throws IOException {
    Path expected = Path.of("src/test/resources/tiny/events.hex");
    byte[] first =
        EventRecords.scalars(
            1, 1, new TreeMap<>(Map.of("train/loss", 2.5, "train/grad_norm", 0.125)));
    byte[] second = EventRecords.scalars(300, 300, new TreeMap<>(Map.of("valid/loss", 1.75)));
    HexFormat hex = HexFormat.of();
    assertThat(hex.formatHex(EventRecords.version()) + hex.formatHex(first) + hex.formatHex(second))
        .isEqualTo(Files.readString(expected).strip());
  }

  @Test
  void linesOfTheLogBecomeScalarsAtTheirSteps() throws IOException {
    ObjectMapper json = new ObjectMapper();
    try (EventFile file = new EventFile(new HadoopFolder(folder.toString(), new Configuration()))) {
      for (String line :
          List.of(
              "{\"round\":0,\"valid_loss\":3.5,\"valid_label_tokens\":9,\"time\":10.5}",
              "{\"round\":1,\"step\":1000,\"loss\":2.5,\"grad_norm\":null,\"time\":11}",
              "{\"round\":1,\"valid_loss\":3.25,\"valid_label_tokens\":9,\"time\":12}")) {
        file.add(json.readTree(line));
      }
    }
    byte[] bytes = Files.readAllBytes(folder.resolve("tensorboard").resolve(EventFile.NAME));
    assertThat(records(bytes))
        .containsExactly(
            event(EventRecords.version()),
            body(10.5, 0, "valid/loss", 3.5),
            body(11, 1000, "train/loss", 2.5),
            body(12, 1000, "valid/loss", 3.25));
  }

  private static String body(double seconds, long step, String tag, double value) {
    return event(EventRecords.scalars(seconds, step, new TreeMap<>(Map.of(tag, value))));
  }

  /** Reads frames, checking both checksums. */
  private static List<String> records(byte[] file) {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<String> records = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] length = new byte[Long.BYTES];
      in.get(length);
      assertThat(in.getInt()).isEqualTo(EventRecords.maskedCrc(length));
      byte[] event =
          new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
      in.get(event);
      assertThat(in.getInt()).isEqualTo(EventRecords.maskedCrc(event));
      records.add(HexFormat.of().formatHex(event));
    }
    return records;
  }

  /** What stands in a record's frame. */
  private static String event(byte[] record) {
    return HexFormat.of().formatHex(record, 12, record.length - 4);
  }
}
