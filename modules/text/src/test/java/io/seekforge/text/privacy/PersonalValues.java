package io.seekforge.text.privacy;

import java.util.Locale;
import java.util.Random;

/** Values of personal data and of what looks like it. Check digits are computed by trial. */
final class PersonalValues {
  private static final String[] FIRST =
      ("James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Susan"
              + " Thomas Sarah Karen Daniel Lisa Nancy Matthew Betty Anthony Sandra Emily")
          .split(" ", -1);
  private static final String[] RARE =
      "Xiomara Thaddeus Oluwaseun Björn Zoë Anneliese Kwame Siobhan Tomasz Ximena Wei Rajesh"
          .split(" ", -1);
  private static final String[] LAST =
      ("Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez O'Brien McDonald"
              + " Nguyen Kowalski Okafor Schmidt Fernández Yamamoto Al-Hassan Smith-Jones Thompson")
          .split(" ", -1);
  private static final String SURNAMES = "王李张刘陈杨赵吴周徐孙马朱胡郭林罗郑梁谢宋唐许韩冯邓曹彭肖田董袁潘蒋蔡杜叶程苏魏";
  private static final String RARE_SURNAMES = "黄何高于曾任石方江段雷史龙金安易柳白温常尹薛邱翁冉";
  private static final String GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀英华慧建国志红梅玲鹏飞宇轩浩然欣怡梓涵子墨雨桐婷雪琳峰刚平辉斌鑫波宁健文博";
  private static final String[] PROVINCES =
      "11 12 13 21 31 32 33 34 35 37 41 42 43 44 45 50 51 52 53 61 62 65".split(" ", -1);
  private static final String CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY";

  private final Random random;

  PersonalValues(Random random) {
    this.random = random;
  }

  String of(String slot) {
    return switch (slot) {
      case "NAME_EN" -> english(random.nextInt(5) == 0 ? RARE : FIRST);
      case "NAME_EN_COMMON" -> english(FIRST);
      case "NAME_EN_INVERTED" -> pick(LAST) + ", " + pick(FIRST);
      case "SURNAME_EN" -> pick(LAST);
      case "NAME_ZH" -> chinese(random.nextInt(4) == 0 ? RARE_SURNAMES : SURNAMES);
      case "NAME_ZH_COMMON" -> chinese(SURNAMES);
      case "SURNAME_ZH" -> one(SURNAMES);
      case "SSN" -> social(pick("-", "-", "-", " "));
      case "SSN_PLAIN" -> social("");
      case "PHONE_US" -> american();
      case "PHONE_US_EXT" -> american() + " ext. " + digits(3);
      case "PHONE_US_PLAIN" -> american().replaceAll("\\D", "").replaceAll("^1(?=.{10})", "");
      case "PHONE_CN" -> mobile(pick("", "", "", "-", " "));
      case "PHONE_CN_FIXED" -> fixed();
      case "PHONE_CN_PLUS" -> pick("+86 ", "+86-", "+86", "0086 ", "(+86) ") + mobile("");
      case "EMAIL" -> email();
      case "ADDRESS_US" -> street() + pick("", ", " + unit()) + ", " + city();
      case "POBOX" -> pick("P.O. Box ", "PO Box ") + digits(4) + ", " + city();
      case "ADDRESS_ZH" -> region() + road();
      case "ADDRESS_ZH_SHORT" -> pick("海淀区", "武侯区", "天河区", "") + road();
      case "MRN" -> pick("", "", "A", "ZY", "M-", "00") + digits(6 + random.nextInt(3));
      case "CARD" -> pick(card("4", 16), card("5" + (1 + random.nextInt(5)), 16), card("62", 19));
      case "CARD_VISA" -> grouped(card("4", 16), pick(" ", "-"));
      case "CARD_AMEX" -> pick(card("34", 15), card("37", 15));
      case "CARD_UNION" -> pick(card("62", 16), card("62", 19), grouped(card("62", 19), " "));
      case "PASSPORT" -> pick(digits(9), letter() + digits(8), letter() + letter() + digits(7));
      case "PASSPORT_CN" -> pick("E", "G", "EA", "EK", "D") + digits(8).substring(0, 8);
      case "NPI" -> provider(true);
      case "IP" -> octet() + "." + octet() + "." + octet() + "." + octet();
      case "IPV6" ->
          pick(
              "2001:db8:85a3::8a2e:370:7334",
              "fe80::1ff:fe23:4567:890a",
              "2001:0db8:0000:0042:0000:8a2e:0370:7334");
      case "CREDIT" -> credit(true);
      case "IDENTITY" -> identity(true);
      case "IDENTITY15" -> old();
      case "IDENTITY_SPACED" -> identity(true).replaceAll("(.{6})(.{8})(.{4})", "$1 $2 $3");
      case "badidentity" -> identity(false);
      case "badcredit" -> credit(false);
      case "badnpi" -> provider(false);
      case "badcard" -> wrongCard();
      case "BADssn", "badssn" ->
          pick("000", "666", "9" + digits(2)) + "-" + number(10, 89) + "-" + number(1000, 8999);
      default -> distractor(slot);
    };
  }

  private String distractor(String slot) {
    return switch (slot) {
      case "age" -> "" + number(18, 70);
      case "sex" -> pick("man", "woman");
      case "sexzh" -> pick("男", "女");
      case "date" ->
          pick(
              number(1990, 30) + "-0" + number(1, 9) + "-" + number(10, 18),
              "0" + number(1, 9) + "/" + number(10, 18) + "/" + number(1990, 30));
      case "datezh" ->
          pick(
              number(1990, 30) + "年" + number(1, 12) + "月" + number(1, 28) + "日",
              number(1990, 30) + "-0" + number(1, 9) + "-" + number(10, 18),
              "" + number(1990, 30) + "0" + number(1, 9) + number(10, 18));
      case "dose" -> pick("500 mg", "2.5 mg", "1000 units", "10 mg/kg");
      case "dosezh" -> pick("0.5g", "250毫克", "10ml", "2片");
      case "icd" -> pick("E11.9", "I10", "J45.901", "C34.90", "F32.1");
      case "order" -> "20" + digits(8 + random.nextInt(6));
      case "order12" -> pick("SF", "YT", "7") + digits(12);
      case "order18" -> digits(18);
      case "money" -> "$" + number(100, 900) + ".50";
      case "pmid" -> digits(8);
      case "doi" -> "10.1016/j.cell.2020.0" + digits(1) + "." + digits(3);
      case "isbn" -> pick("978-7-115-" + digits(5) + "-" + digits(1), "9787" + digits(9));
      case "version" -> pick("2.3.1", "1.2.3.4", "10.0.19041.1", "v3.11.2");
      case "decimal" -> number(1, 90) + "." + number(10, 89);
      case "range" -> "0.5-" + number(5, 90);
      case "bp" -> number(100, 60) + "/" + number(60, 30);
      case "seven" -> digits(7);
      case "number" -> "" + number(3, 900);
      case "eightdigits" -> digits(8);
      case "cas" -> digits(5) + "-" + number(10, 80) + "-" + digits(1);
      case "upc" -> "0" + digits(11);
      case "timestamp" -> "16" + digits(11);
      default -> throw new IllegalArgumentException(slot);
    };
  }

  private String english(String[] first) {
    return pick(first)
        + pick(" ", " ", " " + (char) ('A' + random.nextInt(26)) + ". ")
        + pick(LAST);
  }

  private String chinese(String surnames) {
    return one(surnames) + one(GIVEN) + (random.nextInt(3) == 0 ? "" : one(GIVEN));
  }

  private String social(String separator) {
    return "%03d%s%02d%s%04d"
        .formatted(number(100, 500), separator, number(1, 99), separator, number(1, 9999));
  }

  private String american() {
    String area = pick("202", "312", "415", "617", "713", "206", "305", "646", "801", "919");
    String exchange = "" + number(200, 700);
    exchange = exchange.endsWith("11") ? "555" : exchange;
    String line = "%04d".formatted(random.nextInt(10000));
    return pick(
            "(%s) %s-%s",
            "%s-%s-%s",
            "%s.%s.%s",
            "+1 %s %s %s",
            "1-%s-%s-%s",
            "+1 (%s) %s-%s",
            "+1%s%s%s",
            "(%s)%s-%s")
        .formatted(area, exchange, line);
  }

  private String mobile(String separator) {
    String head = pick("13", "15", "17", "18", "19") + digits(1);
    return head + separator + digits(4) + separator + digits(4);
  }

  private String fixed() {
    String local = number(2, 7) + digits(7);
    String seven = number(2, 7) + digits(6);
    return pick(
        "010-" + local,
        "021" + local,
        "(020)" + local,
        "0755-" + local,
        "0571 " + local,
        "0371-" + seven,
        "028-" + local + "-8" + digits(2),
        "400-" + digits(3) + "-" + digits(4));
  }

  private String email() {
    String local =
        pick(
            pick(FIRST) + "." + "smith" + digits(2),
            "zhang" + digits(3),
            digits(9),
            "j_doe+lab",
            "Li.Wei-" + digits(2));
    return local.toLowerCase(Locale.ROOT)
        + "@"
        + pick(
            "example.com",
            "mail.hospital.org",
            "163.com",
            "qq.com",
            "uni-heidelberg.de",
            "health.gov.cn");
  }

  private String street() {
    return number(1, 9900)
        + " "
        + pick("", "", "N. ", "West ")
        + pick("Maple", "Oak Hill", "Martin Luther King", "Elm", "5th", "Washington", "El Camino")
        + " "
        + pick(
            "Street", "St.", "Ave", "Avenue", "Road", "Blvd", "Lane", "Drive", "Ct", "Way",
            "Parkway");
  }

  private String unit() {
    return pick("Apt ", "Suite ", "Unit ", "#") + number(1, 400) + pick("", "B");
  }

  private String city() {
    return pick("Springfield", "New York", "Salt Lake City", "Austin", "St. Louis", "San Francisco")
        + ", "
        + pick("IL", "NY", "UT", "TX", "MO", "CA", "Ohio", "New Jersey")
        + " "
        + number(10000, 80000)
        + pick("", "", "-" + digits(4));
  }

  private String region() {
    return pick(
        "北京市海淀区",
        "上海市浦东新区",
        "四川省成都市武侯区",
        "广东省深圳市南山区",
        "浙江省杭州市西湖区",
        "湖北武汉市洪山区",
        "江苏省苏州市昆山市",
        "重庆市渝中区",
        "河南省郑州市金水区",
        "广西壮族自治区南宁市青秀区");
  }

  private String road() {
    return pick("中关村大街", "人民南路", "世纪大道", "科技园南路", "解放路", "建国门外大街", "文三路", "长江西街")
        + number(1, 900)
        + "号"
        + pick(
            "",
            number(1, 20) + "号楼" + number(1, 6) + "单元" + number(101, 800) + "室",
            "院" + number(1, 9) + "栋" + number(101, 800),
            "A座" + number(1, 30) + "层");
  }

  String card(String prefix, int length) {
    String body = prefix + digits(length - prefix.length() - 1);
    for (int check = 0; check < 10; check++) {
      if (luhn(body + check)) {
        return body + check;
      }
    }
    throw new AssertionError(body);
  }

  private String wrongCard() {
    String right = card(pick("4", "51", "62"), 16);
    return right.substring(0, 15)
        + (char) ('0' + (right.charAt(15) - '0' + 1 + random.nextInt(9)) % 10);
  }

  private static boolean luhn(String digits) {
    int[] doubled = {0, 2, 4, 6, 8, 1, 3, 5, 7, 9};
    int sum = 0;
    boolean twice = false;
    for (int i = digits.length() - 1; i >= 0; i--, twice = !twice) {
      int digit = Character.digit(digits.charAt(i), 10);
      sum += twice ? doubled[digit] : digit;
    }
    return sum % 10 == 0;
  }

  private String grouped(String card, String separator) {
    return card.replaceAll("(\\d{4})(?=\\d)", "$1" + separator);
  }

  private String provider(boolean right) {
    String body = pick("1", "2") + digits(8);
    int check = 0;
    while (!luhn("80840" + body + check)) {
      check++;
    }
    return body + (right ? check : (check + 1 + random.nextInt(9)) % 10);
  }

  String identity(boolean right) {
    String body =
        pick(PROVINCES)
            + "0"
            + number(1, 3)
            + "%02d".formatted(number(1, 30))
            + number(1930, 90)
            + "%02d%02d".formatted(number(1, 12), number(1, 28))
            + digits(3);
    int[] weights = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += weights[i] * (body.charAt(i) - '0');
    }
    int at = sum % 11;
    return body + "10X98765432".charAt(right ? at : (at + 1 + random.nextInt(10)) % 11);
  }

  private String old() {
    return pick(PROVINCES)
        + "0"
        + number(1, 3)
        + "%02d".formatted(number(1, 30))
        + number(30, 60)
        + "%02d%02d".formatted(number(1, 12), number(1, 28))
        + digits(3);
  }

  String credit(boolean right) {
    StringBuilder body =
        new StringBuilder(pick("91", "92", "12", "52") + pick(PROVINCES) + digits(4));
    while (body.length() < 17) {
      body.append(CREDIT.charAt(random.nextInt(31)));
    }
    int[] weights = {1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28};
    int sum = 0;
    for (int i = 0; i < 17; i++) {
      sum += weights[i] * CREDIT.indexOf(body.charAt(i));
    }
    int at = (31 - sum % 31) % 31;
    return body.append(CREDIT.charAt(right ? at : (at + 1 + random.nextInt(30)) % 31)).toString();
  }

  private String octet() {
    return "" + number(11, 240);
  }

  private String letter() {
    return "" + (char) ('A' + random.nextInt(26));
  }

  private String digits(int length) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < length; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  /** A number from {@code least} on, of so many. */
  private int number(int least, int many) {
    return least + random.nextInt(many);
  }

  private String one(String characters) {
    return "" + characters.charAt(random.nextInt(characters.length()));
  }

  private String pick(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
