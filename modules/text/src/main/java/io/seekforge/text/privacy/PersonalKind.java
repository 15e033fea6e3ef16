package io.seekforge.text.privacy;

import java.util.Locale;

/** What a finding is. The recipe and the ledger write it in lower case with hyphens. */
public enum PersonalKind {
  /** A person's name, found by what stands around it. */
  NAME,
  /** A telephone number of China, of the North American plan, or international with a plus. */
  PHONE,
  EMAIL,
  /** A street address of China or the USA, a post-office box. */
  ADDRESS,
  /** A resident identity number of China, 18 or 15 digits. */
  CHINA_ID,
  /** A social security number of the USA. */
  SSN,
  /** A medical record, admission or patient number, found by its label. */
  RECORD_NUMBER,
  /** A bank or credit card number. */
  BANK_CARD,
  /** A passport or travel permit number, found by its label. */
  PASSPORT,
  /** A national provider identifier of the USA. */
  NPI,
  /** A unified social credit code of China. */
  CREDIT_CODE,
  IP_ADDRESS;

  /** The name in recipes and ledgers. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** What stands in a masked text instead of a value. */
  public String placeholder() {
    return "[" + name() + "]";
  }

  /** The kind of a recipe's word, or an {@link IllegalArgumentException} that names it. */
  public static PersonalKind named(String word) {
    for (PersonalKind kind : values()) {
      if (kind.word().equals(word)) {
        return kind;
      }
    }
    throw new IllegalArgumentException("Invalid kind of personal data: \"" + word + "\"");
  }
}
