package io.seekforge.tensor.cpu;

import io.seekforge.tensor.CrossEntropy;
import io.seekforge.tensor.Tensor;
import java.nio.ByteBuffer;

/** −ln softmax(logits)[label], row by row, and its gradient in place. */
final class CrossEntropyKernel {
  private CrossEntropyKernel() {}

  static CrossEntropy compute(Tensor logits, int[] labels, int first, boolean withGradient) {
    ByteBuffer bytes = CpuStorage.bytes(logits);
    int columns = logits.columns();
    double loss = 0;
    int correct = 0;
    for (int row = 0; row < logits.rows(); row++) {
      int at = RowKernels.at(logits, row);
      int label = at + 4 * labels[first + row];
      float target = bytes.getFloat(label);
      float max = SoftmaxKernels.max(bytes, at, columns);
      float sum = SoftmaxKernels.expSum(bytes, at, columns, max);
      loss += StrictMath.log(sum) + max - target;
      if (target >= max) {
        correct++;
      }
      if (withGradient) {
        SoftmaxKernels.scale(bytes, at, columns, 1f / sum);
        bytes.putFloat(label, bytes.getFloat(label) - 1f);
      }
    }
    return new CrossEntropy(loss, correct);
  }
}
