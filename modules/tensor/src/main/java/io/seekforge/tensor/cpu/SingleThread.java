package io.seekforge.tensor.cpu;

import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.nativeblas.NativeOpsHolder;

/**
 * Keeps native libraries on the calling thread. OpenMP's number of threads belongs to the calling
 * thread and is shared by all libraries that use the process's libgomp, oneDNN and ND4J among them;
 * ND4J's setter reaches it, where oneDNN offers none.
 */
final class SingleThread {
  private SingleThread() {}

  static void enforce() {
    Nd4j.getBackend(); // loads the library behind NativeOpsHolder
    NativeOpsHolder.getInstance().getDeviceNativeOps().setOmpNumThreads(1);
  }
}
