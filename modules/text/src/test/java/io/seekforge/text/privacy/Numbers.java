package io.seekforge.text.privacy;

import java.util.Random;

/** Numbers that are valid by their rules, written independently of the finders. */
final class Numbers {
  private static final String CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  private static final String[] REGIONS = {
    "110105", "310104", "440305", "330106", "510107", "420111", "610113", "350203", "230102",
    "650102"
  };
  private final Random random;

  Numbers(Random random) {
    this.random = random;
  }

  String digits(int count) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < count; i++) {
      out.append((char) ('0' + random.nextInt(10)));
    }
    return out.toString();
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  String of(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private String date(boolean century) {
    int year = 1930 + random.nextInt(70);
    return "%02d%02d%02d"
        .formatted(century ? year : year % 100, 1 + random.nextInt(12), 1 + random.nextInt(28));
  }

  String chinaId() {
    String first = of(REGIONS) + date(true) + digits(3);
    int rest = 0; // ISO 7064's pure system, computed recursively instead of by weights
    for (int i = 0; i < 17; i++) {
      rest = (rest + first.charAt(i) - '0') * 2 % 11;
    }
    int check = (12 - rest % 11) % 11;
    return first + (check == 10 ? "X" : String.valueOf(check));
  }

  String wrongChinaId() {
    String id = chinaId();
    char last = id.charAt(17);
    return id.substring(0, 17) + (last == '5' ? '6' : '5');
  }

  String oldChinaId() {
    return of(REGIONS) + date(false) + digits(3);
  }

  String mobile() {
    String number = "1" + of("3", "5", "7", "8", "9") + digits(9);
    return of(
        number,
        number,
        number.substring(0, 3) + "-" + number.substring(3, 7) + "-" + number.substring(7),
        number.substring(0, 3) + " " + number.substring(3, 7) + " " + number.substring(7),
        "+86 " + number,
        "+86-" + number);
  }

  String fixedLine() {
    String eight = of("6", "8", "5", "2") + digits(7);
    String seven = of("6", "8", "5", "2") + digits(6);
    return of(
        "010-" + eight,
        "(021)" + eight,
        "（0755）" + eight,
        "0571-" + eight,
        "0431 " + eight,
        "0939-" + seven,
        "010" + eight,
        "+86-10-" + eight,
        "020-" + eight + "-" + (100 + random.nextInt(900)));
  }

  String american() {
    String area = of("202", "312", "415", "617", "713", "206", "919", "503");
    String exchange = of("555", "234", "678", "842", "367");
    String line = digits(4);
    return of(
        "(" + area + ") " + exchange + "-" + line,
        area + "-" + exchange + "-" + line,
        area + "." + exchange + "." + line,
        "+1 " + area + " " + exchange + " " + line,
        "1-" + area + "-" + exchange + "-" + line,
        "+1" + area + exchange + line,
        "(" + area + ")" + exchange + "-" + line + " ext. " + (10 + random.nextInt(90)));
  }

  String ssn() {
    int area = 1 + random.nextInt(664);
    return "%03d-%02d-%04d".formatted(area, 1 + random.nextInt(99), 1 + random.nextInt(9999));
  }

  String wrongSsn() {
    return of("000-12-3456", "666-45-1234", "9%02d-45-1234", "123-00-4567", "321-45-0000")
        .formatted(random.nextInt(100));
  }

  /** Digits completed by their Luhn check digit. */
  String luhn(String prefix, int length) {
    String first = prefix + digits(length - 1 - prefix.length());
    for (int check = 0; check < 10; check++) {
      if (luhnOf(first + check)) {
        return first + check;
      }
    }
    throw new AssertionError(first);
  }

  private static boolean luhnOf(String digits) {
    String doubled = "0246813579";
    int sum = 0;
    for (int i = 0; i < digits.length(); i++) {
      int digit = digits.charAt(i) - '0';
      sum += (digits.length() - i) % 2 == 0 ? doubled.charAt(digit) - '0' : digit;
    }
    return sum % 10 == 0;
  }

  String card() {
    String sixteen = luhn(of("4", "51", "55", "6222", "6011"), 16);
    String grouped = sixteen.replaceAll("(\\d{4})(?=\\d)", "$1 ");
    return of(
        sixteen,
        grouped,
        grouped.replace(' ', '-'),
        luhn("6228", 19),
        luhn("37", 15),
        luhn("6217", 19));
  }

  String wrongCard() {
    String card = luhn("6222", 16);
    return card.substring(0, 15) + (char) ('0' + (card.charAt(15) - '0' + 1) % 10);
  }

  String npi() {
    return luhn("808401", 15).substring(5);
  }

  String wrongNpi() {
    String npi = npi();
    return npi.substring(0, 9) + (char) ('0' + (npi.charAt(9) - '0' + 3) % 10);
  }

  String creditCode() {
    StringBuilder code = new StringBuilder(of("91", "12", "52", "93") + of(REGIONS));
    while (code.length() < 17) {
      code.append(CREDIT.charAt(random.nextInt(CREDIT.length())));
    }
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      int power = 1;
      for (int j = 0; j < i; j++) {
        power = power * 3 % 31;
      }
      sum += CREDIT.indexOf(code.charAt(i)) * power;
    }
    return code.append(CREDIT.charAt((31 - sum % 31) % 31)).toString();
  }

  String wrongCreditCode() {
    String code = creditCode();
    int last = CREDIT.indexOf(code.charAt(17));
    return code.substring(0, 17) + CREDIT.charAt((last + 7) % 31);
  }

  String ip() {
    return of(
        (11 + random.nextInt(240)) + "." + random.nextInt(256) + "." + random.nextInt(256) + ".17",
        "192.168." + random.nextInt(256) + "." + random.nextInt(256),
        "2001:db8::" + Integer.toHexString(1 + random.nextInt(65000)),
        "fe80:0:0:0:200:f8ff:fe21:67cf");
  }

  String record() {
    return of(digits(6), digits(8), "A" + digits(7), "ZY" + digits(8), digits(10));
  }

  String passport() {
    return of("E" + digits(8), "G" + digits(8), "EA" + digits(7));
  }

  /** The same with full-width digits. */
  static String wide(String text) {
    StringBuilder out = new StringBuilder();
    for (char c : text.toCharArray()) {
      out.append(c >= '0' && c <= '9' ? (char) (c + 0xFEE0) : c);
    }
    return out.toString();
  }
}
