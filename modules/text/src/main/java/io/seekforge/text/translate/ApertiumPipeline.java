package io.seekforge.text.translate;

import io.seekforge.api.SeekforgeException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The programs of one direction, kept running: a request ends with NUL, and so does its answer
 * (Apertium's null flush). A thread of its own drains the answers, so that programs never wait for
 * each other; whoever stops it ends all of them.
 */
final class ApertiumPipeline implements AutoCloseable {
  static final int LARGEST_ANSWER = 4 << 20;
  private static final String TOO_LONG = "\0too long";
  private static final String ENDED = "\0ended";

  private final List<Process> processes;
  private final OutputStream in;
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private ApertiumPipeline(List<Process> processes) {
    this.processes = processes;
    this.in = processes.get(0).getOutputStream();
    InputStream out = processes.get(processes.size() - 1).getInputStream();
    Thread reader = new Thread(() -> drain(out), "apertium");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts the programs.
   *
   * @throws SeekforgeException if one of them is missing
   */
  static ApertiumPipeline start(ApertiumMode mode) {
    List<ProcessBuilder> builders = new ArrayList<>();
    for (List<String> command : mode.commands()) {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("LC_ALL", "C.UTF-8");
      builders.add(builder);
    }
    try {
      return new ApertiumPipeline(ProcessBuilder.startPipeline(builders));
    } catch (IOException e) {
      throw new SeekforgeException(
          "Cannot start Apertium's %s: %s; install the packages apertium and apertium-%s"
              .formatted(mode.name(), e.getMessage(), mode.name()),
          e);
    }
  }

  /**
   * The translation of a text.
   *
   * @throws TranslationFailure if there is none in time, or it is too long, or a program died; the
   *     pipeline is then of no more use
   */
  String translate(String text, int seconds) throws TranslationFailure, InterruptedException {
    byte[] request = ApertiumMode.request(text);
    // A pipe holds some ten thousand bytes: a program that hangs must not hang the writer as well.
    Thread writer = new Thread(() -> write(request), "apertium-in");
    writer.setDaemon(true);
    writer.start();
    String answer = answers.poll(seconds, TimeUnit.SECONDS);
    if (answer == null) {
      throw failed("engine_slow", "Apertium did not answer in " + seconds + " s");
    }
    if (answer.equals(TOO_LONG)) {
      throw failed("answer_too_long", "the answer is above " + (LARGEST_ANSWER >> 20) + " MiB");
    }
    if (answer.equals(ENDED)) {
      throw failed("engine_failed", "a program of Apertium ended");
    }
    return ApertiumMode.answer(answer);
  }

  private TranslationFailure failed(String reason, String message) {
    close();
    return new TranslationFailure(reason, message);
  }

  private void write(byte[] request) {
    try {
      in.write(request);
      in.flush();
    } catch (IOException e) {
      answers.add(ENDED);
    }
  }

  private void drain(InputStream out) {
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 13];
    try (out) {
      for (int read = out.read(buffer); read >= 0; read = out.read(buffer)) {
        for (int i = 0; i < read; i++) {
          if (buffer[i] == 0) {
            answers.add(answer.toString(StandardCharsets.UTF_8));
            answer.reset();
          } else {
            answer.write(buffer[i]);
          }
        }
        if (answer.size() > LARGEST_ANSWER) {
          answers.add(TOO_LONG);
          return;
        }
      }
    } catch (IOException e) {
      // the pipe broke: the same as its end
    }
    answers.add(ENDED);
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
  }
}
