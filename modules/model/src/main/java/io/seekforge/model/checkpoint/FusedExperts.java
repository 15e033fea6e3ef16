package io.seekforge.model.checkpoint;

import io.seekforge.api.SeekforgeException;
import io.seekforge.model.ExpertNames;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Experts as transformers 5 holds them in memory, one tensor for all of a layer: {@code
 * mlp.experts.gate_up_proj} [E, 2I, H] and {@code mlp.experts.down_proj} [E, H, I]. Their parts lie
 * one after the other in the file, so that each is shown as the tensor that it is in the layout on
 * disk, without a copy.
 */
final class FusedExperts {
  private static final Pattern FUSED =
      Pattern.compile("(model\\.layers\\.\\d+\\.)mlp\\.experts\\.(gate_up_proj|down_proj)");
  private static final Pattern ROUTER =
      Pattern.compile("(model\\.layers\\.\\d+\\.)mlp\\.gate\\.(.+)");

  private final String place;
  private final ExpertNames names;

  /**
   * @param place the file's name, for messages
   * @param names of the parts
   */
  FusedExperts(String place, ExpertNames names) {
    this.place = place;
    this.names = names;
  }

  /** The parts of each tensor, under its name in the file; of most tensors there is one. */
  SortedMap<String, List<TensorInfo>> parts(SortedMap<String, TensorInfo> tensors) {
    SortedMap<String, List<TensorInfo>> parts = new TreeMap<>();
    tensors.forEach((name, info) -> parts.put(name, parts(info)));
    return parts;
  }

  private List<TensorInfo> parts(TensorInfo info) {
    Matcher fused = FUSED.matcher(info.name());
    if (fused.matches()) {
      boolean down = fused.group(2).equals("down_proj");
      String module = fused.group(1) + names.block() + ".experts.";
      return split(info, module, down ? List.of(names.down()) : List.of(names.gate(), names.up()));
    }
    Matcher router = ROUTER.matcher(info.name());
    if (router.matches() && !names.block().equals("mlp")) {
      String name = router.group(1) + names.block() + ".gate." + router.group(2);
      return List.of(new TensorInfo(name, info.dtype(), info.shape(), info.begin(), info.end()));
    }
    return List.of(info);
  }

  private List<TensorInfo> split(TensorInfo info, String module, List<String> linears) {
    long[] shape = info.shape();
    if (shape.length != 3 || shape[1] % linears.size() != 0) {
      throw new SeekforgeException(
          "Cannot read "
              + place
              + ": tensor "
              + info
              + " is no stack of experts (experts, rows, columns)");
    }
    long[] one = {shape[1] / linears.size(), shape[2]};
    long bytes = one[0] * one[1] * info.dtype().width();
    List<TensorInfo> parts = new ArrayList<>();
    long begin = info.begin();
    for (int expert = 0; expert < shape[0]; expert++) {
      for (String linear : linears) {
        String name = module + expert + "." + linear + ".weight";
        parts.add(new TensorInfo(name, info.dtype(), one, begin, begin + bytes));
        begin += bytes;
      }
    }
    return parts;
  }
}
