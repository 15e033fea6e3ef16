package io.seekforge.model.checkpoint;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The data part of a file as a few mappings below 2 GiB each. Mappings begin where tensors begin,
 * so that a tensor lies in one of them unless it is larger than a mapping can be.
 */
final class MappedRegions {
  private static final int USUAL = 1 << 30;

  private final NavigableMap<Long, ByteBuffer> regions = new TreeMap<>();

  private MappedRegions() {}

  /** One region that is already in memory. */
  static MappedRegions of(ByteBuffer data) {
    MappedRegions regions = new MappedRegions();
    regions.regions.put(0L, data);
    return regions;
  }

  /** Maps the bytes of all tensors; {@code dataStart} is the file offset of the data part. */
  static MappedRegions map(FileChannel channel, long dataStart, Collection<TensorInfo> tensors)
      throws IOException {
    return map(channel, dataStart, tensors, USUAL, Integer.MAX_VALUE);
  }

  static MappedRegions map(
      FileChannel channel, long dataStart, Collection<TensorInfo> tensors, int usual, int most)
      throws IOException {
    MappedRegions mapped = new MappedRegions();
    NavigableMap<Long, Long> bounds = bounds(tensors, usual, most);
    for (Map.Entry<Long, Long> bound : bounds.entrySet()) {
      long begin = bound.getKey();
      long length = bound.getValue() - begin;
      mapped.regions.put(
          begin, channel.map(FileChannel.MapMode.READ_ONLY, dataStart + begin, length));
    }
    return mapped;
  }

  /** Begin → end of each mapping, for tensors that fill the data part without gaps. */
  private static NavigableMap<Long, Long> bounds(
      Collection<TensorInfo> tensors, int usual, int most) {
    List<TensorInfo> order =
        tensors.stream().sorted(Comparator.comparingLong(TensorInfo::begin)).toList();
    NavigableMap<Long, Long> bounds = new TreeMap<>();
    long start = 0;
    long end = 0;
    for (TensorInfo tensor : order) {
      if (tensor.end() - start > usual && tensor.begin() > start) {
        bounds.put(start, tensor.begin());
        start = tensor.begin();
      }
      for (; tensor.end() - start > most; start += usual) {
        bounds.put(start, start + usual);
      }
      end = tensor.end();
    }
    if (end > start) {
      bounds.put(start, end);
    }
    return bounds;
  }

  /** Read-only little-endian bytes; a copy only where they lie in several mappings. */
  ByteBuffer view(long begin, int length) {
    if (length == 0) {
      return ByteBuffer.allocate(0).asReadOnlyBuffer();
    }
    Map.Entry<Long, ByteBuffer> region = regions.floorEntry(begin);
    int offset = (int) (begin - region.getKey());
    if (length <= region.getValue().capacity() - offset) {
      return region
          .getValue()
          .slice(offset, length)
          .asReadOnlyBuffer()
          .order(ByteOrder.LITTLE_ENDIAN);
    }
    ByteBuffer copy = ByteBuffer.allocate(length);
    for (long at = begin; copy.hasRemaining(); ) {
      region = regions.floorEntry(at);
      offset = (int) (at - region.getKey());
      int count = Math.min(copy.remaining(), region.getValue().capacity() - offset);
      copy.put(region.getValue().slice(offset, count));
      at += count;
    }
    return copy.flip().asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
  }
}
