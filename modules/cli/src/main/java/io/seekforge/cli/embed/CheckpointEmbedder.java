package io.seekforge.cli.embed;

import io.seekforge.api.PackedSequence;
import io.seekforge.corpus.semantic.Embedder;
import io.seekforge.corpus.semantic.Vectors;
import io.seekforge.text.embed.Embedded;
import io.seekforge.text.embed.Vector;
import io.seekforge.text.embed.VectorMean;
import io.seekforge.text.tokenize.Tokenizer;
import io.seekforge.text.translate.Passages;
import io.seekforge.training.resident.FolderModel;
import io.seekforge.training.resident.Resident;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Iterator;
import java.util.NoSuchElementException;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.util.TaskCompletionListener;

/**
 * Vectors of a checkpoint that the engine runs in the executors' tasks: the mean of the last hidden
 * states of a passage's tokens, without the begin-of-sequence token, which attention fills with
 * something else. A passage is computed by itself, so that its bits do not depend on its
 * neighbours.
 */
final class CheckpointEmbedder implements Embedder {
  private final FolderModel model;
  private final String tokenizer;
  private final int passageChars;

  CheckpointEmbedder(FolderModel model, String tokenizer, int passageChars) {
    this.model = model;
    this.tokenizer = Path.of(tokenizer).toAbsolutePath().normalize().toString();
    this.passageChars = passageChars;
  }

  @Override
  public boolean centred() {
    return true;
  }

  @Override
  public Dataset<Row> vectors(Dataset<Row> texts) {
    return texts
        .select("id", "text")
        .mapPartitions(new Task(model, tokenizer, passageChars), Vectors.ENCODER);
  }

  private record Task(FolderModel model, String tokenizer, int passageChars)
      implements MapPartitionsFunction<Row, Row> {
    @Override
    public Iterator<Row> call(Iterator<Row> texts) {
      if (!texts.hasNext()) {
        return texts;
      }
      Tokenizer loaded = Tokenizer.load(Path.of(tokenizer));
      Resident.Lease lease = Resident.lease(model, null, 1);
      loaded.requireFits(lease.model().config().vocabSize(), model.folder());
      TaskCompletionListener stop =
          context -> {
            lease.close();
            loaded.close();
          };
      TaskContext.get().addTaskCompletionListener(stop);
      return new Rows(texts, loaded, lease, passageChars);
    }
  }

  private record Rows(
      Iterator<Row> texts, Tokenizer tokenizer, Resident.Lease lease, int passageChars)
      implements Iterator<Row> {
    @Override
    public boolean hasNext() {
      return texts.hasNext();
    }

    @Override
    public Row next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      Row text = texts.next();
      VectorMean mean = new VectorMean();
      for (String passage : Passages.of(text.getString(1), passageChars)) {
        String words = passage.strip();
        if (!words.isEmpty()) {
          add(words, mean);
        }
      }
      float[] vector = mean.unit();
      return Vectors.row(
          text.getString(0),
          vector == null
              ? Embedded.none("no_text", "the text has no tokens")
              : Embedded.of(vector, 0));
    }

    /** In sequences that the model was made for. */
    private void add(String passage, VectorMean mean) {
      int[] ids = tokenizer.encode(passage, true);
      int bos = ids.length > 0 && ids[0] == tokenizer.bosId() ? 1 : 0;
      int most = Math.max(2, lease.model().config().maxPositions());
      for (int from = bos; from < ids.length; from += most - bos) {
        int to = Math.min(ids.length, from + most - bos);
        int[] sequence = Arrays.copyOfRange(ids, from - bos, to);
        if (bos == 1) {
          sequence[0] = ids[0];
        }
        int tokens = to - from;
        float[] unit = Vector.unit(mean(sequence, bos));
        if (unit != null) {
          mean.add(unit, tokens);
        }
      }
    }

    private float[] mean(int[] ids, int first) {
      float[] states = lease.worker().states(PackedSequence.single(ids, ids, "text"));
      int width = states.length / ids.length;
      float[] mean = new float[width];
      for (int column = 0; column < width; column++) {
        double sum = 0;
        for (int row = first; row < ids.length; row++) {
          sum += states[row * width + column];
        }
        mean[column] = (float) (sum / (ids.length - first));
      }
      return mean;
    }
  }
}
