package io.seekforge.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

/** The house: api ← text ← corpus ← cli and api ← tensor ← model ← training ← cli. */
@AnalyzeClasses(
    packages = "io.seekforge",
    importOptions = {ImportOption.DoNotIncludeTests.class})
final class ModuleDirectionsTest {
  @ArchTest
  static final ArchRule apiKnowsTheJdkAlone =
      classes()
          .that()
          .resideInAPackage("io.seekforge.api..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage("io.seekforge.api..", "java..");

  @ArchTest
  static final ArchRule textKnowsNoEngine =
      forbid("io.seekforge.text..", "org.apache.spark..", "org.nd4j..", "org.bytedeco..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule textKnowsApiAlone =
      only("io.seekforge.text..", "io.seekforge.text..", "io.seekforge.api..");

  /** The classifier of domains learns on the driver; tasks need no natives. */
  @ArchTest
  static final ArchRule corpusNeedsNoNativesInTasks =
      noClasses()
          .that()
          .resideInAPackage("io.seekforge.corpus..")
          .and()
          .doNotHaveSimpleName("DomainTraining")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.nd4j..", "org.bytedeco..", "org.deeplearning4j..");

  @ArchTest
  static final ArchRule corpusKnowsTextAndApi =
      only(
          "io.seekforge.corpus..",
          "io.seekforge.corpus..",
          "io.seekforge.text..",
          "io.seekforge.api..");

  @ArchTest
  static final ArchRule tensorKnowsApiAlone =
      only("io.seekforge.tensor..", "io.seekforge.tensor..", "io.seekforge.api..");

  @ArchTest
  static final ArchRule modelKnowsTensorAndApi =
      only(
          "io.seekforge.model..",
          "io.seekforge.model..",
          "io.seekforge.tensor..",
          "io.seekforge.api..");

  @ArchTest
  static final ArchRule modelKnowsNoSpark = forbid("io.seekforge.model..", "org.apache.spark..");

  @ArchTest
  static final ArchRule trainingMeetsCorpusInFilesOnly =
      only(
          "io.seekforge.training..",
          "io.seekforge.training..",
          "io.seekforge.model..",
          "io.seekforge.tensor..",
          "io.seekforge.api..");

  @ArchTest
  static final ArchRule onlyCliStartsSpark =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.seekforge.cli.spark..")
          .should()
          .callMethod(org.apache.spark.sql.SparkSession.class, "builder")
          .orShould()
          .callMethod(org.apache.spark.sql.SparkSession.class, "active");

  @ArchTest
  static void packagesOfAModuleHaveNoCycles(JavaClasses classes) {
    for (String module : new String[] {"corpus", "cli", "training", "model", "text", "tensor"}) {
      SlicesRuleDefinition.slices()
          .matching("io.seekforge." + module + ".(*)..")
          .should()
          .beFreeOfCycles()
          .allowEmptyShould(true)
          .check(classes);
    }
  }

  private static ArchRule forbid(String module, String... packages) {
    return noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(packages);
  }

  /** Of our own modules, only these. */
  private static ArchRule only(String module, String... own) {
    return noClasses()
        .that()
        .resideInAPackage(module)
        .should()
        .dependOnClassesThat(
            com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage("io.seekforge..")
                .and(
                    com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages(
                        own)));
  }
}
