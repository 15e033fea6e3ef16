package io.seekforge.training.shard;

import io.seekforge.api.SeekforgeException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.util.HadoopInputFile;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.ParquetDecodingException;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;

/**
 * Reads some columns of one Parquet file with parquet-java alone, so that a task needs no Spark
 * session. A value is {@code int[]}, {@code List<String>} or {@code String}, as its column says.
 */
final class ParquetRows {
  /** What a column holds. */
  enum Kind {
    INTS,
    STRINGS,
    STRING
  }

  /** A column the file must have. */
  record Column(String name, Kind kind) {}

  private ParquetRows() {}

  /** Gives the rows, in the file's order, to {@code rows}: one value per column, never null. */
  static void read(
      String path, Configuration hadoop, List<Column> columns, Consumer<Object[]> rows) {
    try {
      InputFile file = HadoopInputFile.fromPath(new Path(path), hadoop);
      try (ParquetReader<Object[]> reader = new Builder(file, path, columns).build()) {
        long number = 0;
        for (Object[] row = reader.read(); row != null; row = reader.read()) {
          checkWhole(row, columns, path, number++);
          rows.accept(row);
        }
      }
    } catch (IOException | ParquetDecodingException e) {
      throw broken(path, e);
    } catch (RuntimeException e) {
      // parquet-java reports a file that is no Parquet file, or is cut off, as a bare
      // RuntimeException.
      throw e instanceof SeekforgeException own ? own : broken(path, e);
    }
  }

  private static SeekforgeException broken(String path, Exception cause) {
    return new SeekforgeException(
        "Cannot read " + path + ": " + cause.getMessage() + " (delete it and pack again)", cause);
  }

  private static void checkWhole(Object[] row, List<Column> columns, String path, long number) {
    for (int i = 0; i < row.length; i++) {
      if (row[i] == null) {
        throw new SeekforgeException(
            "Invalid row " + number + " of " + path + ": no " + columns.get(i).name());
      }
    }
  }

  private static final class Builder extends ParquetReader.Builder<Object[]> {
    private final String path;
    private final List<Column> columns;

    Builder(InputFile file, String path, List<Column> columns) {
      super(file);
      this.path = path;
      this.columns = columns;
    }

    @Override
    protected ReadSupport<Object[]> getReadSupport() {
      return new Support(path, columns);
    }
  }

  private static final class Support extends ReadSupport<Object[]> {
    private final String path;
    private final List<Column> columns;

    Support(String path, List<Column> columns) {
      this.path = path;
      this.columns = columns;
    }

    @Override
    public ReadContext init(InitContext context) {
      MessageType schema = context.getFileSchema();
      List<Type> wanted = new ArrayList<>();
      for (Column column : columns) {
        if (!schema.containsField(column.name())) {
          throw new SeekforgeException("Invalid " + path + ": no column " + column.name());
        }
        wanted.add(schema.getType(column.name()));
      }
      return new ReadContext(new MessageType(schema.getName(), wanted));
    }

    @Override
    public RecordMaterializer<Object[]> prepareForRead(
        Configuration hadoop,
        Map<String, String> metadata,
        MessageType schema,
        ReadContext context) {
      return new RowMaterializer(path, columns, context.getRequestedSchema());
    }
  }
}
