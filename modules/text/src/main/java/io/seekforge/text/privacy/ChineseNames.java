package io.seekforge.text.privacy;

import java.util.Set;

/**
 * Chinese names: a surname with one or two characters after a label ("姓名：", "我叫"), after "患者" and
 * its like if the characters are usual in names and the sentence goes on as after a name, or before
 * "先生", "女士".
 */
final class ChineseNames implements Finder {
  /** Single surnames by frequency (census of 2010 and later name reports). */
  static final String SURNAMES =
      "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛"
          + "闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍"
          + "涂成苗谷盛曲翁冉骆蓝路游辛靳欧管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤阳时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏席卫米柏宗瞿桂全佟应臧闵苟邬边卞姬师"
          + "和仇栾隋商刁沙荣巫寇桑郎甄丛仲虞敖巩明佘池查麻苑迟邝官封谈匡鞠惠荆乐冀郁胥南班储原栗燕楚鄢劳谌奚皮粟冼蔺楼盘满闻位厉伊仝区郜海阚花权强帅屠豆朴盖练廉禹井";

  private static final Set<String> DOUBLE =
      Set.of(
          "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "司徒", "令狐", "夏侯", "端木", "独孤", "南宫",
          "长孙", "宇文", "轩辕", "百里", "申屠", "西门", "第五");
  private static final String GIVEN =
      "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲建国华红玉珍梅金凤志永春海燕云龙飞鹏宇浩轩梓涵子晨欣怡雨桐佳琪思雅婷雪莹琳倩慧颖洁蕾薇晓小冬秋夏"
          + "爱荣福祥德生才发林森树根水清江河山峰岩石玥瑶萱诗妍悦俊凯博天翔宏远达安康宁嘉家豪泽睿哲昊然成立新民庆元正义仁礼信忠孝贤良善美惠淑贞琴萍莉菊莲花香彩"
          + "艺翠巧素月星亮光阳旭东升西南北方圆一二三双全大长少琦瑞珊珠璐瑾瑜可心依诺若曦沐恒毅坚斌彬武威震雷霆电波涌润泉源溪瀚渊景松柏竹枫楠榕桃杏李梦洪顺兴旺"
          + "利贵富有学智聪功业勤俭朴实诚厚昌盛茂隆伯仲叔季孟维继承启培育栋梁材卫兵战胜和乐喜庆吉如意晶鑫淼焱炎烨炜煜燃灿焕世界越岚艾冰虹霖露露";
  private static final Set<String> STRONG =
      Set.of("姓名", "名字", "我叫", "名叫", "系人", "护人", "签名", "签字", "名是", "名为");
  private static final Set<String> BEFORE_COLON =
      Set.of("患者", "病人", "患儿", "家属", "医师", "医生", "产妇", "孕妇", "护士", "病患", "诊人", "检者", "属人");
  private static final Set<String> WEAK =
      Set.of(
          "患者", "病人", "患儿", "家属", "产妇", "孕妇", "病患", "诊人", "检者", "本人", "妻子", "丈夫", "母亲", "父亲", "儿子",
          "女儿", "医生", "医师");
  private static final String AFTER = "男女因主于自的是在今来入就反被已既和与及年性电身住现为曾诉前无有否患家岁等说您你未将";
  private static final Set<String> ADDRESSED =
      Set.of("先生", "女士", "小姐", "太太", "阿姨", "大爷", "大妈", "同志", "老人");
  private static final String BEFORE_ADDRESSED = "者人的是名位为请叫由儿，。：、；,.:;（( \n\t\"“";

  /**
   * Characters that end a label, and that begin a form of address: asked before any word is cut.
   */
  private static final String LABEL_ENDS = "名字叫人签者儿属师妇护患检亲夫子女生士是为)";

  private static final String ADDRESSED_STARTS = "先女小太阿大同老";
  private static final String DOUBLE_STARTS = "欧司上诸东皇尉公慕令夏端独南长宇轩百申西第";

  @Override
  public boolean find(FoldedChars text, int at, Findings found) {
    boolean two = text.any(at, DOUBLE_STARTS) && DOUBLE.contains(pair(text, at));
    int surname = two ? 2 : 1;
    if (addressed(text, at, surname, found)) {
      return true;
    }
    int label = at;
    while (at - label < 4 && text.any(label - 1, " :\t")) {
      label--;
    }
    if (!text.any(label - 1, LABEL_ENDS)) {
      return false;
    }
    boolean colon = label < at;
    label = colon && text.at(label - 1) == ')' ? withoutBrackets(text, label) : label;
    String before = pair(text, label - 2);
    if (STRONG.contains(before) || colon && BEFORE_COLON.contains(before)) {
      int end = labelled(text, at, surname);
      return end > 0 && found.add(PersonalKind.NAME, at, end);
    }
    if (WEAK.contains(before)) {
      int end = bounded(text, at, surname);
      return end > 0 && found.add(PersonalKind.NAME, at, end);
    }
    return false;
  }

  private static int withoutBrackets(FoldedChars text, int end) {
    int i = end - 1;
    while (end - i < 8 && text.at(i) != '(') {
      i--;
    }
    return i;
  }

  private static boolean addressed(FoldedChars text, int at, int surname, Findings found) {
    for (int given = 0; given <= 2; given++) {
      int end = at + surname + given;
      if (text.any(end, ADDRESSED_STARTS) && ADDRESSED.contains(pair(text, end))) {
        boolean free =
            text.any(at - 1, BEFORE_ADDRESSED)
                || at == 0
                || given > 0 && usual(text, at + surname, end);
        return free && !text.any(end - 1, "某的位") && found.add(PersonalKind.NAME, at, end);
      }
    }
    return false;
  }

  /** After a label: as many characters as the name has where it ends, else two. */
  private static int labelled(FoldedChars text, int at, int surname) {
    int start = at + surname;
    for (int given = 1; given <= 2; given++) {
      if (text.han(start + given - 1) && !text.han(start + given)) {
        return text.any(start + given - 1, "某") ? -1 : start + given;
      }
    }
    int bounded = bounded(text, at, surname);
    boolean two = text.han(start) && text.han(start + 1) && usual(text, start, start + 2);
    return bounded > 0 ? bounded : two ? start + 2 : -1;
  }

  /** Characters usual in names, then the end of the clause or a word that follows names. */
  private static int bounded(FoldedChars text, int at, int surname) {
    int start = at + surname;
    for (int given = 2; given >= 1; given--) {
      int end = start + given;
      boolean ends = !text.han(end) || text.any(end, AFTER);
      if (usual(text, start, end) && ends) {
        return end;
      }
    }
    return -1;
  }

  private static boolean usual(FoldedChars text, int start, int end) {
    for (int i = start; i < end; i++) {
      if (!text.any(i, GIVEN)) {
        return false;
      }
    }
    return true;
  }

  private static String pair(FoldedChars text, int at) {
    return at < 0 || at + 2 > text.length() ? "" : text.part(at, at + 2);
  }
}
