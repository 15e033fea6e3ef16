package io.seekforge.text.privacy;

import static io.seekforge.text.privacy.PersonalKind.ADDRESS;
import static io.seekforge.text.privacy.PersonalKind.BANK_CARD;
import static io.seekforge.text.privacy.PersonalKind.CHINA_ID;
import static io.seekforge.text.privacy.PersonalKind.CREDIT_CODE;
import static io.seekforge.text.privacy.PersonalKind.EMAIL;
import static io.seekforge.text.privacy.PersonalKind.IP_ADDRESS;
import static io.seekforge.text.privacy.PersonalKind.NAME;
import static io.seekforge.text.privacy.PersonalKind.NPI;
import static io.seekforge.text.privacy.PersonalKind.PASSPORT;
import static io.seekforge.text.privacy.PersonalKind.PHONE;
import static io.seekforge.text.privacy.PersonalKind.RECORD_NUMBER;
import static io.seekforge.text.privacy.PersonalKind.SSN;

import java.util.Random;

/**
 * Writes clinical notes and letters in two languages from templates: sentences with personal data
 * between sentences whose numbers and capitals are none.
 */
final class PersonalDocuments {
  private static final String[] FIRST = {
    "John", "Mary", "Robert", "Linda", "Carlos", "Aisha", "Thomas", "Elena", "Kevin", "Grace",
    "Wei", "Olivia", "Deborah", "Stephen"
  };
  private static final String[] LAST = {
    "Smith",
    "Johnson",
    "O'Brien",
    "Garcia",
    "Nguyen",
    "Patel",
    "Miller",
    "Kowalski",
    "Brown",
    "Washington",
    "Lee",
    "Anderson",
    "Hughes",
    "Lopez"
  };

  /** Surnames that no list holds: only the context tells. */
  private static final String[] RARE = {
    "Abernathy", "Quackenbush", "Villaseñor", "Featherstone", "Oyelaran", "Bjornstad"
  };

  private static final String[] SURNAMES = {
    "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴", "徐", "孙", "欧阳", "何", "高", "林", "郭", "马"
  };
  private static final String[] GIVEN = {
    "伟", "芳", "小明", "秀英", "建国", "丽", "志强", "桂兰", "婷婷", "浩然", "雪梅", "国庆", "敏", "海涛", "子涵", "玉珍"
  };

  private final Numbers numbers;
  private LabelledText out;

  PersonalDocuments(Random random) {
    numbers = new Numbers(random);
  }

  LabelledText english() {
    out = new LabelledText();
    sentences(18, 21, this::englishPersonal, this::englishPlain, " ");
    return out;
  }

  LabelledText chinese() {
    out = new LabelledText();
    sentences(19, 18, this::chinesePersonal, this::chinesePlain, "");
    return out;
  }

  /** What writes one sentence. */
  private interface Writer {
    void write(int template);
  }

  private void sentences(
      int personalTemplates, int plainTemplates, Writer personal, Writer plain, String gap) {
    int count = 4 + numbers.below(6);
    for (int i = 0; i < count; i++) {
      if (numbers.below(2) == 0) {
        personal.write(numbers.below(personalTemplates));
      } else {
        plain.write(numbers.below(plainTemplates));
      }
      out.plain(numbers.below(5) == 0 ? "\n" : gap);
    }
  }

  private void englishPersonal(int template) {
    String full = numbers.of(FIRST) + " " + numbers.of(LAST);
    switch (template) {
      case 0 ->
          out.plain("Patient name: ").personal(NAME, full).plain(numbers.of("\n", ", male. "));
      case 1 ->
          out.plain(numbers.of("Mr. ", "Mrs. ", "Ms. ", "Miss ", "Dr. "))
              .personal(NAME, numbers.of(numbers.of(RARE), full, numbers.of(LAST)))
              .plain(
                  numbers.of(
                      " was seen in clinic.", " called about the results.", "'s fever fell."));
      case 2 ->
          out.plain("The patient ")
              .personal(NAME, full)
              .plain(numbers.of(", 45, was admitted.", " reports chest pain."));
      case 3 ->
          out.plain("Name: ")
              .personal(NAME, numbers.of(LAST) + ", " + numbers.of(FIRST))
              .plain("\nDOB: 04/12/1961\n");
      case 4 -> out.personal(NAME, full).plain(" was admitted with fever.");
      case 5 ->
          out.plain(numbers.of("Phone: ", "Call ", "Tel. ", "Reach the family at "))
              .personal(PHONE, numbers.american())
              .plain(".");
      case 6 ->
          out.plain(numbers.of("SSN: ", "SSN ", "social security number "))
              .personal(SSN, numbers.ssn())
              .plain(".");
      case 7 ->
          out.plain(numbers.of("MRN: ", "MRN ", "Medical record number ", "Chart no. "))
              .personal(RECORD_NUMBER, numbers.record())
              .plain("; ");
      case 8 ->
          out.plain(numbers.of("Email ", "Write to ", "E-mail: "))
              .personal(
                  EMAIL,
                  numbers.of("j.smith", "mary_lee", "pat99", "o.brien+clinic")
                      + "@"
                      + numbers.of("example.com", "mail.hospital.org", "nyu.edu"))
              .plain(numbers.of(".", " for results.", ", please."));
      case 9 -> out.plain("She lives at ").personal(ADDRESS, address()).plain(".");
      case 10 ->
          out.plain("Mail bills to ")
              .personal(
                  ADDRESS, "P.O. Box " + (100 + numbers.below(900)) + ", Springfield, IL 62704")
              .plain(".");
      case 11 -> out.plain("Card on file: ").personal(BANK_CARD, numbers.card()).plain(".");
      case 12 -> out.plain("Passport no. ").personal(PASSPORT, numbers.passport()).plain(".");
      case 13 ->
          out.plain(numbers.of("NPI: ", "NPI ", "Prescriber NPI number "))
              .personal(NPI, numbers.npi())
              .plain(".");
      case 14 ->
          out.plain("Login from ").personal(IP_ADDRESS, numbers.ip()).plain(" was recorded.");
      case 15 ->
          out.plain("Emergency contact: ")
              .personal(NAME, full)
              .plain(", ")
              .personal(PHONE, numbers.american())
              .plain(".");
      case 16 ->
          out.plain("Her Chinese identity number is ")
              .personal(CHINA_ID, numbers.chinaId())
              .plain(".");
      default ->
          out.plain("His number in Beijing is ").personal(PHONE, numbers.mobile()).plain(".");
    }
  }

  private String address() {
    String street =
        (1 + numbers.below(9999))
            + " "
            + numbers.of(
                "Maple", "N. Lincoln", "5th", "Martin Luther King", "Old Mill", "West 42nd")
            + " "
            + numbers.of("Street", "Ave", "Blvd.", "Road", "Dr", "Lane");
    String flat = numbers.of("", ", Apt 4B", ", Suite 200", " #12");
    String city =
        numbers.of(
            ", Springfield, IL 62704",
            ", New York, NY 10027-3456",
            ", Salt Lake City, Utah 84101",
            "");
    return street + flat + city;
  }

  private void englishPlain(int template) {
    out.plain(
        switch (template) {
          case 0 -> "Take 500 mg twice daily for 10-14 days.";
          case 1 -> "Admitted on 2021-03-15, discharged 03/22/2021.";
          case 2 -> "ICD-10 codes E11.9, I10 and J45.909 apply.";
          case 3 -> "Order number " + numbers.digits(16) + " has shipped.";
          case 4 -> "PMID: " + numbers.digits(8) + ", doi:10.1056/NEJMoa2034577.";
          case 5 -> "See doi 10.1016/S0140-6736(20)30183-5 for details.";
          case 6 -> "The SSN " + numbers.wrongSsn() + " is not a valid one.";
          case 7 -> "Invoice 4" + numbers.digits(15) + " remains open.";
          case 8 ->
              "Software version 2.14.10.3 was used in ClinicalTrials NCT0"
                  + numbers.digits(7)
                  + ".";
          case 9 -> "Glucose was 5.6 mmol/L (reference 3.9-6.1), platelets 250,000/uL.";
          case 10 -> "Parkinson disease and Crohn disease differ from Down syndrome.";
          case 11 -> "Brand name: Tylenol. Generic name: Acetaminophen.";
          case 12 -> "Patient Education materials from the National Institutes of Health.";
          case 13 -> "With MS, Symptoms vary. The Mayo Clinic offers care.";
          case 14 -> "The enzyme EC 1.14.13.39 makes nitric oxide.";
          case 15 -> "Lot number " + numbers.digits(10) + ", expires 2025-12.";
          case 16 -> "Blood pressure 120/80, pulse 72, temperature 37.5 at 08:30:15.";
          case 17 -> "The identity number " + numbers.wrongChinaId() + " fails its checksum.";
          case 18 -> "Provider code " + numbers.wrongNpi() + " was refused.";
          case 19 -> "Sample 1234567890123 of 2,345 was frozen at -80 degrees.";
          default -> "In 1,024 patients, the hazard ratio was 0.82 (95% CI 0.70-0.96).";
        });
  }

  private void chinesePersonal(int template) {
    String name = numbers.of(SURNAMES) + numbers.of(GIVEN);
    switch (template) {
      case 0 ->
          out.plain(numbers.of("姓名：", "患者姓名：", "姓名:"))
              .personal(NAME, name)
              .plain(numbers.of("，男，45岁。", "\n", "　性别：女。"));
      case 1 ->
          out.plain("患者")
              .personal(NAME, name)
              .plain(numbers.of("，女，62岁，因发热入院。", "因胸痛3天就诊。", "主诉头晕。"));
      case 2 -> out.plain("您好，我叫").personal(NAME, name).plain("，最近咳嗽。");
      case 3 ->
          out.plain("联系人：")
              .personal(NAME, name)
              .plain("，电话：")
              .personal(PHONE, numbers.mobile())
              .plain("。");
      case 4 -> out.personal(NAME, name).plain(numbers.of("先生", "女士")).plain("于昨日复诊。");
      case 5 -> out.plain("请").personal(NAME, numbers.of("王", "李", "张", "刘")).plain("女士到诊室。");
      case 6 ->
          out.plain(numbers.of("手机", "电话：", "联系电话是")).personal(PHONE, numbers.mobile()).plain("。");
      case 7 ->
          out.plain(numbers.of("座机", "电话：", "科室电话 "))
              .personal(PHONE, numbers.fixedLine())
              .plain("，");
      case 8 ->
          out.plain(numbers.of("身份证号：", "身份证", "证件号码为"))
              .personal(CHINA_ID, numbers.chinaId())
              .plain("。");
      case 9 -> out.plain("旧身份证号：").personal(CHINA_ID, numbers.oldChinaId()).plain("。");
      case 10 -> out.plain("身份证号：").personal(CHINA_ID, Numbers.wide(numbers.chinaId())).plain("。");
      case 11 ->
          out.plain(numbers.of("病历号：", "住院号：", "病案号", "门诊号是"))
              .personal(RECORD_NUMBER, numbers.record())
              .plain("，");
      case 12 ->
          out.plain(numbers.of("住址：", "家住", "地址：", "现住于"))
              .personal(ADDRESS, chineseAddress())
              .plain("。");
      case 13 -> out.plain("银行卡号").personal(BANK_CARD, numbers.card()).plain("。");
      case 14 ->
          out.plain(numbers.of("护照号：", "持护照")).personal(PASSPORT, numbers.passport()).plain("入境。");
      case 15 -> out.plain("统一社会信用代码：").personal(CREDIT_CODE, numbers.creditCode()).plain("。");
      case 16 ->
          out.plain("邮箱：")
              .personal(
                  EMAIL,
                  numbers.of("wang", "li_ming", "zhang88")
                      + "@"
                      + numbers.of("163.com", "qq.com", "hospital.com.cn"))
              .plain("。");
      case 17 -> out.plain("登录地址").personal(IP_ADDRESS, numbers.ip()).plain("已记录。");
      default ->
          out.plain("手机：").personal(PHONE, Numbers.wide("138" + numbers.digits(8))).plain("。");
    }
  }

  private String chineseAddress() {
    return numbers.of(
            "北京市海淀区中关村南大街", "上海市徐汇区漕溪北路", "广东省深圳市南山区科技园路", "浙江省杭州市西湖区文三路", "湖南省长沙市岳麓区麓山南路")
        + (1 + numbers.below(900))
        + "号"
        + numbers.of("", "3号楼2单元501室", "阳光小区12栋1003室", "院6号楼");
  }

  private void chinesePlain(int template) {
    out.plain(
        switch (template) {
          case 0 -> "口服阿司匹林100mg，每日3次，连用7-10天。";
          case 1 -> "入院日期：2021年3月15日，出院2021-03-22。";
          case 2 -> "诊断编码I10.x00，E11.900。";
          case 3 -> "订单号" + numbers.digits(16) + "已发货。";
          case 4 -> "身份证号" + numbers.wrongChinaId() + "校验不通过。";
          case 5 -> "批准文号：国药准字H" + numbers.digits(8) + "。";
          case 6 -> "患者高血压病史10年，患者常有头晕，患者黄疸明显。";
          case 7 -> "患者应该注意休息，病人需要多喝水，家属方面配合。";
          case 8 -> "血糖5.6mmol/L，血小板250×10^9/L，收缩压120-140mmHg。";
          case 9 -> "老先生和这位女士都应在医生指导下用药。";
          case 10 -> "卡号" + numbers.wrongCard() + "无法识别。";
          case 11 -> "代码" + numbers.wrongCreditCode() + "有误。";
          case 12 -> "参考文献：中华内科杂志，2019，58(3)：180-185，DOI 10.3760/cma.j.issn.0578-1426。";
          case 13 -> "在北京市和上海市的三级医院就诊，住院3天后好转。";
          case 14 -> "服用1号方3剂，2号药片5粒，乘地铁1号线。";
          case 15 -> "流水号" + numbers.digits(18) + "，批号20210315。";
          case 16 -> "医生建议方便时复查，温水送服，常规检查。";
          default -> "软件版本2.14.10.3，样本1234567890123份。";
        });
  }
}
