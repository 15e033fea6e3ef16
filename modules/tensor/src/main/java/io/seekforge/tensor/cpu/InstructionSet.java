package io.seekforge.tensor.cpu;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl;

/** The instructions that oneDNN uses on this processor. */
final class InstructionSet {
  /** From the largest down; each holds the bits of those after it that it extends. */
  private static final Map<Integer, String> NAMES = new LinkedHashMap<>();

  static {
    NAMES.put(dnnl.dnnl_cpu_isa_avx512_core_amx_fp16, "AVX512_CORE_AMX_FP16");
    NAMES.put(dnnl.dnnl_cpu_isa_avx512_core_amx, "AVX512_CORE_AMX");
    NAMES.put(dnnl.dnnl_cpu_isa_avx512_core_fp16, "AVX512_CORE_FP16");
    NAMES.put(dnnl.dnnl_cpu_isa_avx512_core_bf16, "AVX512_CORE_BF16");
    NAMES.put(dnnl.dnnl_cpu_isa_avx512_core_vnni, "AVX512_CORE_VNNI");
    NAMES.put(dnnl.dnnl_cpu_isa_avx512_core, "AVX512_CORE");
    NAMES.put(dnnl.dnnl_cpu_isa_avx2_vnni_2, "AVX2_VNNI_2");
    NAMES.put(dnnl.dnnl_cpu_isa_avx2_vnni, "AVX2_VNNI");
    NAMES.put(dnnl.dnnl_cpu_isa_avx2, "AVX2");
    NAMES.put(dnnl.dnnl_cpu_isa_avx, "AVX");
    NAMES.put(dnnl.dnnl_cpu_isa_sse41, "SSE41");
  }

  private InstructionSet() {}

  /**
   * Whether this processor multiplies bfloat16 faster than float32; on others oneDNN would do it in
   * plain C++. Its numbers of instruction sets are bits: a larger set holds those of a smaller one.
   */
  static boolean hasBfloat16() {
    return has(dnnl.dnnl_cpu_isa_avx512_core_bf16);
  }

  /** Whether this processor has vectors of 512 bits. */
  static boolean hasWideVectors() {
    return has(dnnl.dnnl_cpu_isa_avx512_core);
  }

  /** Whether this processor multiplies tiles of bfloat16 (AMX). */
  static boolean hasTiles() {
    return has(dnnl.dnnl_cpu_isa_avx512_core_amx);
  }

  private static boolean has(int set) {
    return (dnnl.dnnl_get_effective_cpu_isa() & set) == set;
  }

  /** The largest set by its name, as ONEDNN_MAX_CPU_ISA takes it. */
  static String name() {
    int found = dnnl.dnnl_get_effective_cpu_isa();
    for (Map.Entry<Integer, String> set : NAMES.entrySet()) {
      if ((found & set.getKey()) == set.getKey()) {
        return set.getValue();
      }
    }
    return "DEFAULT";
  }
}
