package io.seekforge.text.parse;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decodes bytes and remembers where they are malformed: each bad sequence reads as U+FFFD and is
 * reported by {@link #malformedUpTo}, so that only the record that holds it is lost. A byte order
 * mark goes before the declared character set.
 */
final class StrictReader extends Reader {
  /** Places kept apart; further ones in one record are counted into the last. */
  private static final int MAX_PLACES = 1024;

  private final InputStream bytes;
  private final CharsetDecoder decoder;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 14).flip();
  private final Deque<Place> places = new ArrayDeque<>();

  /** What was decoded for a caller that asked for one character: a surrogate pair is two. */
  private final CharBuffer pair = CharBuffer.allocate(2).limit(0);

  private long bufferStart;
  private long charsRead;
  private boolean endOfBytes;
  private boolean flushed;

  private record Place(long charOffset, long byteOffset, long count) {}

  /** Malformed bytes of one record: offset of the first in the file, and number of sequences. */
  record Malformed(long byteOffset, long count) {
    String describe(String charset) {
      return "the bytes at offset "
          + byteOffset
          + " are not "
          + charset
          + (count > 1 ? " (" + count + " malformed sequences)" : "");
    }
  }

  StrictReader(InputStream bytes, Charset declared) throws IOException {
    this.bytes = bytes;
    fill();
    ByteOrderMark mark = ByteOrderMark.of(buffer);
    buffer.position(mark.length());
    Charset charset = mark.charset() == null ? declared : mark.charset();
    decoder =
        charset
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
  }

  @Override
  public int read(char[] target, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (length > 1 && !pair.hasRemaining()) {
      return decoded(CharBuffer.wrap(target, offset, length).slice());
    }
    if (!pair.hasRemaining()) {
      decoded(pair.clear());
      pair.flip();
    }
    if (!pair.hasRemaining()) {
      return -1;
    }
    target[offset] = pair.get();
    return 1;
  }

  /** Decodes at least one character into a buffer that has room for two; -1 at the end. */
  private int decoded(CharBuffer chars) throws IOException {
    while (chars.position() == 0 && !flushed) {
      decode(chars);
    }
    int count = chars.position();
    charsRead += count;
    return count == 0 ? -1 : count;
  }

  private void decode(CharBuffer chars) throws IOException {
    CoderResult result = decoder.decode(buffer, chars, endOfBytes);
    if (result.isError() && chars.hasRemaining()) {
      note(charsRead + chars.position(), bufferStart + buffer.position());
      buffer.position(buffer.position() + result.length());
      chars.put('\uFFFD');
    } else if (result.isUnderflow() && !endOfBytes) {
      fill();
    } else if (result.isUnderflow()) {
      flushed = decoder.flush(chars).isUnderflow();
    }
  }

  private void fill() throws IOException {
    bufferStart += buffer.position();
    buffer.compact();
    int count = bytes.readNBytes(buffer.array(), buffer.position(), buffer.remaining());
    endOfBytes = count < buffer.remaining();
    buffer.position(buffer.position() + count);
    buffer.flip();
  }

  private void note(long charOffset, long byteOffset) {
    if (places.size() < MAX_PLACES) {
      places.add(new Place(charOffset, byteOffset, 1));
    } else {
      Place last = places.removeLast();
      places.add(new Place(charOffset, last.byteOffset(), last.count() + 1));
    }
  }

  /**
   * What was malformed before the given character (counted from the start of the text) and not yet
   * reported, or null.
   */
  Malformed malformedUpTo(long charOffset) {
    Malformed found = null;
    while (!places.isEmpty() && places.peek().charOffset() < charOffset) {
      Place place = places.remove();
      found =
          found == null
              ? new Malformed(place.byteOffset(), place.count())
              : new Malformed(found.byteOffset(), found.count() + place.count());
    }
    return found;
  }

  @Override
  public void close() throws IOException {
    bytes.close();
  }
}
