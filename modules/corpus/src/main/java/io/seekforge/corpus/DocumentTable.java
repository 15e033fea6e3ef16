package io.seekforge.corpus;

import static org.apache.spark.sql.types.DataTypes.LongType;
import static org.apache.spark.sql.types.DataTypes.StringType;

import io.seekforge.api.Document;
import io.seekforge.api.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoder;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import scala.collection.JavaConverters;

/**
 * The documents table ({@code docs/spec/documents.md}): its columns, and Row ↔ {@link Document}.
 */
public final class DocumentTable {
  public static final String ID = "id";
  public static final String TEXT = "text";
  public static final String MESSAGES = "messages";
  public static final String SOURCE = "source";
  public static final String KEY = "key";
  public static final String FILE = "file";
  public static final String POSITION = "position";
  public static final String URL = "url";
  public static final String LANG = "lang";
  public static final String LICENSE = "license";
  public static final String CREATED = "created";
  public static final String METADATA = "metadata";
  public static final String PARENT = "parent";
  public static final String CLUSTER = "cluster";
  public static final String SPLIT = "split";

  private static final StructType MESSAGE =
      new StructType().add("role", StringType).add("content", StringType);

  public static final StructType SCHEMA =
      new StructType()
          .add(ID, StringType)
          .add(TEXT, StringType)
          .add(MESSAGES, DataTypes.createArrayType(MESSAGE))
          .add(SOURCE, StringType)
          .add(KEY, StringType)
          .add(FILE, StringType)
          .add(POSITION, LongType)
          .add(URL, StringType)
          .add(LANG, StringType)
          .add(LICENSE, StringType)
          .add(CREATED, StringType)
          .add(METADATA, DataTypes.createMapType(StringType, StringType))
          .add(PARENT, StringType)
          .add(CLUSTER, StringType)
          .add(SPLIT, StringType);

  /** Encoder of rows of this table, for {@code Dataset.map} and its like. */
  public static final Encoder<Row> ENCODER = Encoders.row(SCHEMA);

  private static final List<String> ORDER = List.of(ID, FILE, POSITION);

  private DocumentTable() {}

  /** The columns of {@link #SCHEMA} in its order. */
  static Column[] columns() {
    return Arrays.stream(SCHEMA.fieldNames()).map(functions::col).toArray(Column[]::new);
  }

  /** Reads the documents of a stage. */
  public static Dataset<Row> read(SparkSession spark, String path) {
    return ParquetTable.read(spark, SCHEMA, path);
  }

  /**
   * Writes documents, sorted and with deterministic file names and bytes. The rows are computed
   * once.
   *
   * @return number of documents
   */
  public static long write(Dataset<Row> documents, String path) {
    return ParquetTable.writeByHash(documents, ORDER, path);
  }

  public static Document document(Row row) {
    List<Message> messages = new ArrayList<>();
    for (Row message : row.<Row>getList(row.fieldIndex(MESSAGES))) {
      messages.add(new Message(message.getString(0), message.getString(1)));
    }
    Map<String, String> metadata = row.getJavaMap(row.fieldIndex(METADATA));
    return new Document(
        string(row, ID),
        string(row, TEXT),
        messages,
        string(row, SOURCE),
        string(row, KEY),
        string(row, FILE),
        row.getLong(row.fieldIndex(POSITION)),
        string(row, URL),
        string(row, LANG),
        string(row, LICENSE),
        string(row, CREATED),
        new TreeMap<>(metadata),
        string(row, PARENT),
        string(row, CLUSTER),
        string(row, SPLIT));
  }

  public static Row row(Document document) {
    Row[] messages =
        document.messages().stream()
            .map(message -> RowFactory.create(message.role(), message.content()))
            .toArray(Row[]::new);
    return RowFactory.create(
        document.id(),
        document.text(),
        messages,
        document.source(),
        document.key(),
        document.file(),
        document.position(),
        document.url(),
        document.lang(),
        document.license(),
        document.created(),
        scalaMap(document.metadata()),
        document.parent(),
        document.cluster(),
        document.split());
  }

  /** Spark's row encoder takes Scala maps only; the wrapper keeps the order of the keys. */
  @SuppressWarnings("deprecation") // the one converter that both Scala 2.12 and 2.13 have
  private static Object scalaMap(Map<String, String> map) {
    return JavaConverters.mapAsScalaMapConverter(map).asScala();
  }

  private static String string(Row row, String column) {
    return row.getString(row.fieldIndex(column));
  }
}
