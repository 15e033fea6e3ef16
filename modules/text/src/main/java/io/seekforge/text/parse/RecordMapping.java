package io.seekforge.text.parse;

import io.seekforge.api.Message;
import io.seekforge.api.recipe.SourceSection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Makes documents of records as {@code fields} and {@code require} of their source say. */
final class RecordMapping {
  private final SourceFile file;
  private final Map<String, FieldTemplate> templates = new TreeMap<>();
  private final boolean recognises;

  RecordMapping(SourceFile file) {
    this.file = file;
    SourceSection source = file.source();
    source.fields().forEach((role, path) -> templates.put(role, new FieldTemplate(path)));
    recognises = RecordFields.CONTENT_ROLES.stream().noneMatch(templates::containsKey);
  }

  /** The document of a record, or its quarantine entry. */
  Parsed map(RawRecord record, long position) {
    try {
      RecordFields fields = fields(record);
      for (String role : file.source().require()) {
        if (!fields.has(role)) {
          throw new RejectedException(Reason.MISSING_FIELD, "the required " + role + " is empty");
        }
      }
      List<Message> turns = fields.conversation();
      return file.document(fields.text(), turns, fields.key(), position, fields.others());
    } catch (RejectedException e) {
      return file.reject(position, e, record.sample());
    }
  }

  private RecordFields fields(RawRecord record) throws RejectedException {
    RecordFields fields = new RecordFields();
    for (Map.Entry<String, FieldTemplate> entry : templates.entrySet()) {
      if (entry.getKey().equals(RecordFields.MESSAGES)) {
        List<Message> turns = record.messages(entry.getValue().paths().get(0));
        fields.messages(turns == null ? List.of() : turns);
      } else {
        fields.put(entry.getKey(), entry.getValue().fill(record));
      }
    }
    if (recognises) {
      fields.addAbsent(record.recognised());
    }
    return fields;
  }
}
