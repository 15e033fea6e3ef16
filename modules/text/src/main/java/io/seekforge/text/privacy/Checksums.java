package io.seekforge.text.privacy;

/** Check characters of the numbers that carry one. */
final class Checksums {
  private static final int[] CHINA_ID_WEIGHTS = {
    7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2
  };
  private static final String CHINA_ID_CHECKS = "10X98765432";
  private static final String CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  private static final int NPI_PREFIX = 24; // what the prefix 80840 adds to the sum

  private Checksums() {}

  /** The check character of the first 17 digits (GB 11643-1999, ISO 7064 MOD 11-2). */
  static char chinaId(CharSequence number) {
    int sum = 0;
    for (int i = 0; i < CHINA_ID_WEIGHTS.length; i++) {
      sum += (number.charAt(i) - '0') * CHINA_ID_WEIGHTS[i];
    }
    return CHINA_ID_CHECKS.charAt(sum % 11);
  }

  /**
   * The check character of the first 17 characters (GB 32100-2015: weights are powers of 3 modulo
   * 31), or 0 if one of them is not of its alphabet.
   */
  static char creditCode(CharSequence code) {
    int sum = 0;
    int weight = 1;
    for (int i = 0; i < 17; i++) {
      int value = CREDIT_CODE_ALPHABET.indexOf(code.charAt(i));
      if (value < 0) {
        return 0;
      }
      sum += value * weight;
      weight = weight * 3 % 31;
    }
    return CREDIT_CODE_ALPHABET.charAt((31 - sum % 31) % 31);
  }

  /** Whether the digits' Luhn sum (ISO/IEC 7812-1) is a multiple of ten. */
  static boolean luhn(CharSequence digits) {
    return luhnSum(digits) % 10 == 0;
  }

  /** Whether ten digits are an NPI: the Luhn sum is taken with 80840 before them. */
  static boolean npi(CharSequence digits) {
    return (luhnSum(digits) + NPI_PREFIX) % 10 == 0;
  }

  private static int luhnSum(CharSequence digits) {
    int sum = 0;
    boolean twice = false;
    for (int i = digits.length() - 1; i >= 0; i--) {
      int digit = digits.charAt(i) - '0';
      int value = twice ? 2 * digit : digit;
      sum += value > 9 ? value - 9 : value;
      twice = !twice;
    }
    return sum;
  }
}
