package io.seekforge.text.parse;

/** The reasons of quarantine, as {@code docs/spec/quarantine.md} lists them. */
public final class Reason {
  public static final String EMPTY_FILE = "empty_file";
  public static final String INVALID_ENCODING = "invalid_encoding";
  public static final String INVALID_JSON = "invalid_json";
  public static final String INVALID_CSV = "invalid_csv";
  public static final String INVALID_XML = "invalid_xml";
  public static final String EXTERNAL_ENTITY = "external_entity";
  public static final String ENTITY_EXPANSION = "entity_expansion";
  public static final String EXPANDS_TOO_FAR = "expands_too_far";
  public static final String UNSAFE_NAME = "unsafe_name";
  public static final String RECORD_TOO_LONG = "record_too_long";
  public static final String MISSING_FIELD = "missing_field";
  public static final String INVALID_MESSAGES = "invalid_messages";
  public static final String UNKNOWN_FORMAT = "unknown_format";
  public static final String ENCRYPTED = "encrypted";
  public static final String NO_TEXT_LAYER = "no_text_layer";
  public static final String UNREADABLE = "unreadable";

  private Reason() {}
}
