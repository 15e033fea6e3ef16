package io.seekforge.model.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seekforge.api.SeekforgeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.ShortBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void floatsSurviveARoundTripInEachType() {
    float[] values = {0f, -1.5f, 3f, 65504f, 0x1p-14f, Float.NEGATIVE_INFINITY};
    for (Dtype dtype : new Dtype[] {Dtype.F32, Dtype.F16, Dtype.BF16}) {
      Path file = folder.resolve(dtype + ".safetensors");
      new SafetensorsWriter().add("w", dtype, new long[] {2, 3}, values).write(file);
      SafetensorsFile read = SafetensorsFile.open(file);
      assertThat(read.tensor("w", 2, 3).dtype()).isEqualTo(dtype);
      float[] expected = values.clone();
      if (dtype == Dtype.BF16) {
        expected[3] = 65536f;
      }
      assertThat(read.floats("w")).isEqualTo(expected);
    }
  }

  @Test
  void otherTypesReadAsFloats() {
    ByteBuffer longs = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    longs.putLong(7).putLong(-3);
    ByteBuffer doubles = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putDouble(0, 0.1);
    ByteBuffer ints = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, -9);
    byte[] file =
        new SafetensorsWriter()
            .add("i64", Dtype.I64, new long[] {2}, out -> out.write(longs.array()))
            .add("f64", Dtype.F64, new long[] {}, out -> out.write(doubles.array()))
            .add("i32", Dtype.I32, new long[] {1}, out -> out.write(ints.array()))
            .add("u8", Dtype.U8, new long[] {2}, out -> out.write(new byte[] {1, (byte) 200}))
            .add("bool", Dtype.BOOL, new long[] {1}, out -> out.write(1))
            .add("fp8", Dtype.F8_E4M3, new long[] {1}, out -> out.write(0x38))
            .add("i16", Dtype.I16, new long[] {1}, out -> out.write(new byte[2]))
            .add("none", Dtype.F32, new long[] {0, 4}, out -> {})
            .toBytes();
    SafetensorsFile read = SafetensorsFile.of("memory", file);
    assertThat(read.floats("i64")).containsExactly(7f, -3f);
    assertThat(read.floats("f64")).containsExactly(0.1f);
    assertThat(read.floats("i32")).containsExactly(-9f);
    assertThat(read.floats("u8")).containsExactly(1f, 200f);
    assertThat(read.floats("bool")).containsExactly(1f);
    assertThat(read.floats("fp8")).containsExactly(1f);
    assertThat(read.floats("none")).isEmpty();
    assertThatThrownBy(() -> read.floats("i16"))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageContaining("\"i16\" I16[1]");
  }

  @Test
  void partsAndBf16() {
    float[] values = new float[200_000];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    byte[] file =
        new SafetensorsWriter()
            .add("f", new long[] {values.length}, values)
            .add("b", Dtype.BF16, new long[] {values.length}, values)
            .toBytes();
    SafetensorsFile read = SafetensorsFile.of("memory", file);
    float[] part = new float[150_000];
    read.floats("f", 7, FloatBuffer.wrap(part));
    assertThat(part[0]).isEqualTo(values[7]);
    assertThat(part[149_999]).isEqualTo(values[150_006]);
    short[] rounded = new short[150_000];
    short[] stored = new short[150_000];
    read.bf16("f", 3, ShortBuffer.wrap(rounded));
    read.bf16("b", 3, ShortBuffer.wrap(stored));
    assertThat(rounded).isEqualTo(stored);
    assertThat(rounded[0]).isEqualTo(FloatFormat.floatToBf16(values[3]));
    assertThatThrownBy(() -> read.floats("f", 199_999, FloatBuffer.allocate(2)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(read.bytes("f").getFloat(4)).isEqualTo(values[1]);
    assertThat(read.bytes("f").isReadOnly()).isTrue();
  }

  @Test
  void bytesDoNotDependOnTheOrderOfAdding() throws IOException {
    SafetensorsWriter one = new SafetensorsWriter().add("b", new long[] {1}, new float[] {1});
    one.add("a", Dtype.BF16, new long[] {1}, new float[] {2}).note("x", "y");
    SafetensorsWriter two = new SafetensorsWriter().note("x", "y");
    two.add("a", Dtype.BF16, new long[] {1}, new float[] {2});
    two.add("b", new long[] {1}, new float[] {1});
    assertThat(one.toBytes()).isEqualTo(two.toBytes());
    assertThat(one.size()).isEqualTo(one.toBytes().length);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    one.write(out);
    assertThat(out.toByteArray()).isEqualTo(two.toBytes());
    String text = new String(one.toBytes(), StandardCharsets.ISO_8859_1);
    assertThat(text.indexOf("\"b\"")).isLessThan(text.indexOf("\"a\""));
    assertThat(SafetensorsFile.of("memory", one.toBytes()).metadata())
        .containsEntry("format", "pt")
        .containsEntry("x", "y");
  }

  @Test
  void aFailedWriteLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Files.writeString(file, "old");
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .add(
                "w",
                Dtype.U8,
                new long[] {1},
                out -> {
                  throw new IOException("No space left on device");
                });
    assertThatThrownBy(() -> writer.write(file))
        .isInstanceOf(SeekforgeException.class)
        .hasMessage("Cannot write " + file + ": No space left on device");
    assertThat(file).hasContent("old");
    assertThat(folder.toFile().list()).containsExactly("model.safetensors");
  }

  @Test
  void largeFilesAreMappedInPieces() throws IOException {
    Path file = folder.resolve("pieces.safetensors");
    SafetensorsWriter writer = new SafetensorsWriter();
    for (int t = 0; t < 6; t++) {
      byte[] bytes = new byte[t == 3 ? 1000 : 30 + t];
      new Random(t).nextBytes(bytes);
      writer.add("t" + t, Dtype.U8, new long[] {bytes.length}, out -> out.write(bytes));
    }
    writer.write(file);
    SafetensorsFile whole = SafetensorsFile.open(file);
    long dataStart = Files.size(file) - (1000 + 30 + 31 + 32 + 34 + 35);
    try (FileChannel channel = FileChannel.open(file)) {
      MappedRegions pieces =
          MappedRegions.map(
              channel,
              dataStart,
              whole.names().stream().map(name -> whole.tensor(name)).toList(),
              64,
              128);
      for (String name : whole.names()) {
        TensorInfo info = whole.tensor(name);
        assertThat(pieces.view(info.begin(), (int) info.bytes())).isEqualTo(whole.bytes(name));
        int length = (int) info.bytes() - 20;
        assertThat(pieces.view(info.begin() + 10, length)).isEqualTo(whole.bytes(name, 10, length));
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}} | 4 | truncated",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}} | 4 | ask for 8",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}} | 8 | leaves a gap",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}} | 8 | fill 4 of 8",
        "{\"w\":{\"dtype\":\"Q4\",\"shape\":[1],\"data_offsets\":[0,4]}} | 4 | type Q4 is not known",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}} | 0 | 2^63",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[9223372036854775808],\"data_offsets\":[0,0]}} | 0 | 2^63 - 1",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}} | 4 | shape holds -1",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1.0],\"data_offsets\":[0,4]}} | 4 | whole numbers",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4,8]}} | 4 | at most 2",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}} | 4 | outside",
        "{\"w\":{\"dtype\":\"F32\",\"shape\":[1]}} | 4 | missing",
        "{\"w\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"v\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}} | 3 | overlaps",
        "{\"w\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]},\"w\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}} | 0 | Duplicate field 'w'",
        "{\"w\":{\"dtype\":\"U8\",\"dtype\":\"I8\",\"shape\":[0],\"data_offsets\":[0,0]}} | 0 | Duplicate field 'dtype'",
        "{\"w\":3} | 0 | \"w\" is no object",
        "{\"__metadata__\":{\"format\":3}} | 0 | metadata \"format\" is no string",
        "{\"w\": | 0 | not valid JSON",
        "{} {} | 0 | more than one",
        "[] | 0 | begin with {",
      })
  void brokenHeadersAreRefused(String header, int dataBytes, String fault) {
    byte[] file = file(header.getBytes(StandardCharsets.UTF_8), dataBytes);
    assertThatThrownBy(() -> SafetensorsFile.of("broken.safetensors", file))
        .isInstanceOf(SeekforgeException.class)
        .hasMessageStartingWith("Cannot read broken.safetensors: ")
        .hasMessageContaining(fault);
  }

  @Test
  void logitsStandBesideTheirInputs() {
    Path file = folder.resolve("logits.safetensors");
    new LogitsFile()
        .add(new int[] {7, 8}, new float[] {1, 2, 3, 4, 5, 6})
        .add(new int[] {9}, new float[] {7, 8, 9})
        .write(file);
    SafetensorsFile read = SafetensorsFile.open(file);
    assertThat(read.floats("input_ids.0")).containsExactly(7, 8);
    assertThat(read.tensor("logits.0", 2, 3).dtype()).isEqualTo(Dtype.F32);
    assertThat(read.floats("logits.1")).containsExactly(7, 8, 9);
  }

  @Test
  void filesThatAreNoneAreRefused() throws IOException {
    assertThatThrownBy(() -> SafetensorsFile.open(folder.resolve("none.safetensors")))
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> SafetensorsFile.open(folder)).hasMessageContaining("it is a folder");
    Path empty = Files.createFile(folder.resolve("empty.safetensors"));
    assertThatThrownBy(() -> SafetensorsFile.open(empty)).hasMessageContaining("0 bytes");
    Path pointer = folder.resolve("pointer.safetensors");
    Files.writeString(
        pointer, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    assertThatThrownBy(() -> SafetensorsFile.open(pointer)).hasMessageContaining("git lfs pull");
    Path huge = folder.resolve("huge.safetensors");
    Files.write(huge, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, '{', '}'});
    assertThatThrownBy(() -> SafetensorsFile.open(huge))
        .hasMessageContaining("announces a header of 18446744073709551615 bytes but has 10");
    byte[] latin = file(new byte[] {'{', '"', (byte) 0xE9, '"', ':', '1', '}'}, 0);
    assertThatThrownBy(() -> SafetensorsFile.of("latin", latin)).hasMessageContaining("UTF-8");
    SafetensorsFile whole =
        SafetensorsFile.of("whole", file("{}".getBytes(StandardCharsets.UTF_8), 0));
    assertThatThrownBy(() -> whole.floats("lm_head.weight"))
        .hasMessage("Cannot read whole: it holds no tensor \"lm_head.weight\"");
  }

  /** Every mutation either reads, within the file's own size, or ends in one clear message. */
  @Test
  void mutatedFilesNeverDoAnythingElse() {
    float[] values = {1, 2, 3, 4, 5, 6};
    byte[] whole =
        new SafetensorsWriter()
            .add("model.layers.0.weight", new long[] {2, 3}, values)
            .add("model.norm.weight", Dtype.BF16, new long[] {6}, values)
            .add("lm_head.weight", Dtype.F16, new long[] {3, 2}, values)
            .toBytes();
    Random random = new Random(20240501);
    int read = 0;
    int refused = 0;
    for (int i = 0; i < 12_000; i++) {
      byte[] mutated = mutate(whole, random);
      try {
        SafetensorsFile file = SafetensorsFile.of("mutated", mutated);
        for (String name : file.names()) {
          assertThat(file.bytes(name).remaining()).isLessThan(mutated.length);
          file.tensor(name).elements();
        }
        read++;
      } catch (SeekforgeException e) {
        assertThat(e.getMessage()).startsWith("Cannot read mutated: ").doesNotContain("\n");
        assertThat(e.getMessage().length()).isLessThan(600);
        refused++;
      }
    }
    assertThat(read).isPositive();
    assertThat(refused).isGreaterThan(5_000);
  }

  private static byte[] mutate(byte[] whole, Random random) {
    byte[] mutated = whole.clone();
    int edits = 1 + random.nextInt(3);
    for (int e = 0; e < edits; e++) {
      int at = random.nextInt(Math.min(mutated.length, 8 + 300));
      switch (random.nextInt(6)) {
        case 0 -> mutated[at] = (byte) random.nextInt(256);
        case 1 -> mutated[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> mutated[at] = (byte) ('0' + random.nextInt(10));
        case 3 -> mutated[at] = (byte) "{}[],:\"\\ -9e".charAt(random.nextInt(12));
        case 4 -> mutated[random.nextInt(Math.min(8, mutated.length))] = (byte) random.nextInt(256);
        default -> mutated = Arrays.copyOf(mutated, 1 + random.nextInt(mutated.length));
      }
    }
    return mutated;
  }

  private static byte[] file(byte[] header, int dataBytes) {
    return ByteBuffer.allocate(8 + header.length + dataBytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(header.length)
        .put(header)
        .array();
  }
}
