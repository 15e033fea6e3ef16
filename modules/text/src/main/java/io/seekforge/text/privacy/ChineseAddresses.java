package io.seekforge.text.privacy;

import java.util.List;

/**
 * Chinese addresses: a road, lane, village or estate with a number, with all that stands before it
 * from the province on and after it to the room; after a label ("地址：", "家住") also without a number.
 */
final class ChineseAddresses implements Finder {
  private static final String ROADS = "路街巷弄道村里苑园庄坊城厦寓区组院";
  private static final String ADMINISTRATIVE = "省市区县镇乡村州旗盟";
  private static final String STOPS = "住在于址是为到至由从往寄我的了来送去：，。；、他她往";
  private static final String NUMERALS = "一二三四五六七八九十甲乙丙丁";
  private static final String UNITS = "号楼栋幢座单元室层院门弄之组户铺";
  private static final List<String> ESTATES =
      List.of("小区", "花园", "公寓", "大厦", "家园", "新村", "广场", "新城", "社区", "苑", "园", "府");
  private static final List<String> NEXT_FIELDS =
      List.of("电话", "联系", "手机", "邮编", "身份", "邮箱", "患者", "病人", "就诊", "住院", "因", "，", "已");
  private static final List<String> PROVINCES =
      List.of(
          "北京", "上海", "天津", "重庆", "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽", "福建", "江西", "山东",
          "河南", "湖北", "湖南", "广东", "海南", "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾", "内蒙古", "广西", "西藏",
          "宁夏", "新疆", "香港", "澳门");
  private static final int LONGEST = 48;
  private static final int LEAST_LABELLED = 6;

  @Override
  public boolean find(FoldedChars text, int at, Findings found) {
    return text.any(at, "址住") ? labelled(text, at + 1, found) : numbered(text, at, found);
  }

  private static boolean numbered(FoldedChars text, int unit, Findings found) {
    int number = numberStart(text, unit);
    if (number == unit || !road(text, number - 1) || text.any(unit + 1, "线床")) {
      return false;
    }
    int start = leftEnd(text, number, found.end());
    boolean weak = text.any(number - 1, "区组院道里村城园") && !text.startsWith(number - 2, "大道");
    if (number - start < 3
        || weak && administrative(text, start, number) < (text.any(number - 1, "村园苑") ? 1 : 2)) {
      return false;
    }
    return found.add(PersonalKind.ADDRESS, start, rightEnd(text, unit));
  }

  private static int numberStart(FoldedChars text, int unit) {
    int i = unit;
    while (unit - i < 6
        && (text.digit(i - 1)
            || text.any(i - 1, NUMERALS)
            || text.any(i - 1, "-") && text.digit(i - 2))) {
      i--;
    }
    return text.any(i - 1, "第") ? i - 1 : i;
  }

  private static boolean road(FoldedChars text, int i) {
    return text.any(i, ROADS) || text.startsWith(i - 1, "胡同");
  }

  /** Leftwards over Chinese characters and numbers between them; a province's name ends the way. */
  private static int leftEnd(FoldedChars text, int from, int least) {
    int start = from;
    while (start > least && from - start < LONGEST && inside(text, start - 1)) {
      start--;
    }
    for (int i = from - 2; i >= start; i--) {
      if (province(text, i)) {
        start = i;
        break;
      }
    }
    while (start < from && !text.han(start)) {
      start++;
    }
    return start;
  }

  private static boolean inside(FoldedChars text, int i) {
    return text.han(i) && !text.any(i, STOPS) || text.digit(i) && text.han(i - 1);
  }

  private static boolean province(FoldedChars text, int i) {
    for (String province : PROVINCES) {
      if (text.startsWith(i, province) && text.at(i + province.length()) != '路') {
        return true;
      }
    }
    return false;
  }

  private static int administrative(FoldedChars text, int start, int end) {
    int count = 0;
    for (int i = start; i < end; i++) {
      count += text.any(i, ADMINISTRATIVE) ? 1 : 0;
    }
    return count;
  }

  /** Rightwards over numbers and units, and an estate's name that more numbers follow. */
  private static int rightEnd(FoldedChars text, int unit) {
    int end = unit;
    while (end - unit < LONGEST) {
      boolean counted =
          text.digit(end) || text.at(end) < 0x80 && text.upper(end) || text.any(end, NUMERALS);
      boolean dash = text.any(end, "-#") && text.alnum(end + 1);
      if (counted || dash || text.any(end, UNITS)) {
        end++;
        continue;
      }
      int estate = estateEnd(text, end);
      if (estate < 0) {
        break;
      }
      end = estate;
    }
    return end;
  }

  private static int estateEnd(FoldedChars text, int at) {
    for (int i = at + 1; i < at + 9 && text.han(i); i++) {
      for (String estate : ESTATES) {
        int end = i + estate.length();
        if (text.startsWith(i, estate)
            && (text.digit(end) || text.any(end, NUMERALS) || !text.han(end))) {
          return end;
        }
      }
    }
    return -1;
  }

  private static boolean labelled(FoldedChars text, int after, Findings found) {
    int start = after;
    while (start - after < 3 && text.any(start, ": 在于是为")) {
      start++;
    }
    int end = start;
    while (end - start < LONGEST
        && (text.han(end) || text.alnum(end) || text.any(end, "-#") && text.alnum(end + 1))) {
      boolean stop = false;
      for (String field : NEXT_FIELDS) {
        stop |= text.startsWith(end, field);
      }
      if (stop) {
        break;
      }
      end++;
    }
    boolean placed =
        text.han(start) && (province(text, start) || administrative(text, start + 2, end) > 0);
    int markers = administrative(text, start + 2, end) + roads(text, start + 2, end);
    return placed
        && markers >= 2
        && end - start >= LEAST_LABELLED
        && found.add(PersonalKind.ADDRESS, start, end);
  }

  private static int roads(FoldedChars text, int start, int end) {
    int count = 0;
    for (int i = start; i < end; i++) {
      count += text.any(i, "路街巷弄道苑号室栋") ? 1 : 0;
    }
    return count;
  }
}
