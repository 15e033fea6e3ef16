package io.seekforge.bench.rounds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.seekforge.bench.rounds.MeasuredRounds.By;
import io.seekforge.training.rounds.Blocks;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RoundModelTest {
  private static final UnitCosts COSTS = UnitFit.of(MeasuredRounds.fitted());
  private static final UnitCosts FREE =
      new UnitCosts(0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  private static final Hardware ENDLESS = new Hardware(1e18, 0, 4, 3);

  /** Both executors and the driver on one machine. */
  private static final Hardware LOOPBACK = new Hardware(1e11, 5e-5, 4, 1);

  static Stream<Arguments> grid() {
    return Stream.of(By.values())
        .flatMap(
            by ->
                Stream.of(8, 32, 128, 512)
                    .flatMap(
                        executors ->
                            Stream.of(4_000_000L, 40_000_000L, 400_000_000L)
                                .map(parameters -> Arguments.of(by, executors, parameters))));
  }

  @ParameterizedTest
  @MethodSource("grid")
  void closedFormAndSimulationAgree(By by, int executors, long parameters) {
    Cluster cluster = Cluster.of(executors, RoundTables.TEN_GIGABIT, COSTS, Design.CURRENT);
    Workload workload = new Workload("grid", parameters, 512, 3, 0.05);
    RoundCost model = RoundModel.model(by, cluster, workload);
    RoundCost simulation = RoundModel.simulation(by, cluster, workload, 7);
    assertThat(model.exchange() / simulation.exchange()).isCloseTo(1, within(0.15));
  }

  static Stream<Arguments> small() {
    return grid().filter(point -> (int) point.get()[1] <= 32);
  }

  @ParameterizedTest
  @MethodSource("small")
  void bytesOfBothAgree(By by, int executors, long parameters) {
    Cluster cluster = Cluster.of(executors, RoundTables.TEN_GIGABIT, COSTS, Design.CURRENT);
    Workload workload = new Workload("grid", parameters, 512, 3, 0.05);
    RoundCost model = RoundModel.model(by, cluster, workload);
    // Where few blocks lie is chance.
    List<RoundCost> rounds =
        IntStream.range(0, 40)
            .mapToObj(seed -> RoundModel.simulation(by, cluster, workload, seed))
            .toList();
    assertThat(model.driverIn()).isCloseTo(mean(rounds, RoundCost::driverIn), within(1e7));
    assertThat(model.executorIn() / mean(rounds, RoundCost::executorIn)).isCloseTo(1, within(0.05));
    assertThat(model.executorOut() / mean(rounds, RoundCost::executorOut))
        .isCloseTo(1, within(0.05));
  }

  private static double mean(List<RoundCost> rounds, ToDoubleFunction<RoundCost> figure) {
    return rounds.stream().mapToDouble(figure).average().orElseThrow();
  }

  static Stream<MeasuredRounds> heldOut() {
    return MeasuredRounds.committed().stream()
        .filter(row -> row.hidden() == MeasuredRounds.HELD_OUT);
  }

  @ParameterizedTest
  @MethodSource("heldOut")
  void simulationGivesMeasuredRoundsOfAnotherSize(MeasuredRounds row) {
    assertThat(simulated(row) / row.round()).isCloseTo(1, within(0.3));
  }

  @Test
  void roundsOfBothPathsAndTwoNumbersOfReplicasAreHeldOut() {
    assertThat(heldOut().map(row -> row.by() + " " + row.replicas()))
        .containsExactlyInAnyOrder("DRIVER 2", "DRIVER 8", "SHUFFLE 2", "SHUFFLE 8");
  }

  private static double simulated(MeasuredRounds row) {
    Cluster cluster = new Cluster(2, row.replicas(), LOOPBACK, COSTS, Design.MEASURED);
    // With the shuffle, seconds_compute includes reading the parameters.
    double reading =
        row.by() == By.SHUFFLE ? COSTS.parametersRead() * Float.BYTES * row.parameters() : 0;
    Workload workload =
        new Workload("measured", (long) row.parameters(), 32, row.compute() - reading, 0);
    return RoundModel.simulation(row.by(), cluster, workload, 3).seconds();
  }

  @Test
  void sameSeedGivesTheSameRound() {
    for (By by : By.values()) {
      Cluster cluster = Cluster.of(32, RoundTables.TEN_GIGABIT, COSTS, Design.CURRENT);
      RoundCost first = RoundModel.simulation(by, cluster, Workload.LORA_7B, 5);
      assertThat(RoundModel.simulation(by, cluster, Workload.LORA_7B, 5)).isEqualTo(first);
      assertThat(RoundModel.simulation(by, cluster, Workload.LORA_7B, 6)).isNotEqualTo(first);
    }
  }

  @Test
  void freeTransferAndWorkLeaveTheStages() {
    Cluster cluster = Cluster.of(16, ENDLESS, FREE, Design.CURRENT);
    assertThat(RoundModel.model(By.DRIVER, cluster, Workload.LORA_7B).exchange())
        .isCloseTo(0.5, within(0.05));
    assertThat(RoundModel.simulation(By.DRIVER, cluster, Workload.LORA_7B, 1).exchange())
        .isCloseTo(0.5, within(1e-6));
    assertThat(RoundModel.model(By.SHUFFLE, cluster, Workload.LORA_7B).exchange())
        .isCloseTo(1.5, within(1e-6));
    assertThat(RoundModel.simulation(By.SHUFFLE, cluster, Workload.LORA_7B, 1).exchange())
        .isCloseTo(1.5, within(1e-6));
  }

  @Test
  void bytesOfTheDriverAreThoseThatTheLogCounts() {
    Cluster cluster = Cluster.of(16, RoundTables.TEN_GIGABIT, COSTS, Design.CURRENT);
    RoundCost cost = RoundModel.simulation(By.DRIVER, cluster, Workload.LORA_7B, 1);
    double vector = Workload.LORA_7B.vectorBytes();
    assertThat(cost.driverIn()).isEqualTo(16 * vector);
    assertThat(cost.executorIn()).isEqualTo(vector);
    // Every block leaves the driver once or more, few of them for every executor.
    assertThat(cost.driverOut()).isBetween(vector, 8 * vector);
  }

  @Test
  void fewerReducersAndOneOrderOfReadingCostMore() {
    Workload workload = Workload.V2_LITE_EXPERTS;
    Design few = new Design(64, false, true, true, 1 << 16);
    Design together = new Design(64, true, false, true, 1 << 16);
    assertThat(exchange(few, workload)).isGreaterThan(1.5 * exchange(Design.CURRENT, workload));
    assertThat(exchange(together, workload))
        .isGreaterThan(1.05 * exchange(Design.CURRENT, workload));
  }

  private static double exchange(Design design, Workload workload) {
    Cluster cluster = Cluster.of(256, RoundTables.TEN_GIGABIT, COSTS, design);
    return RoundModel.simulation(By.SHUFFLE, cluster, workload, 1).exchange();
  }

  @Test
  void smallestStepsAreTheSmallest() {
    Cluster cluster = Cluster.of(64, RoundTables.TEN_GIGABIT, COSTS, Design.CURRENT);
    for (By by : By.values()) {
      int steps = RoundModel.steps(by, cluster, Workload.LORA_7B, 0.2);
      assertThat(steps).isGreaterThan(1);
      assertThat(RoundModel.model(by, cluster, Workload.LORA_7B.steps(steps)).overhead())
          .isLessThanOrEqualTo(0.2);
      assertThat(RoundModel.model(by, cluster, Workload.LORA_7B.steps(steps - 1)).overhead())
          .isGreaterThan(0.2);
    }
  }

  @Test
  void reducersAreAsManyAsReplicasButNotMoreThanBlocks() {
    assertThat(List.of(8, 64, 128, 1024).stream().map(r -> Design.CURRENT.reducers(400L << 20, r)))
        .containsExactly(64, 64, 128, 256);
    assertThat(Design.MEASURED.reducers(400L << 20, 1024)).isEqualTo(64);
    assertThat(Design.CURRENT.reducers(40_000_000, 1024)).isEqualTo(204);
  }

  @Test
  void blocksAreThoseOfTheCode() {
    for (long parameters : new long[] {1, 1 << 16, 3_000_001, 40_000_000, 1_349_517_312}) {
      assertThat(Design.CURRENT.blocks(parameters)).isEqualTo(Blocks.of(parameters).count());
    }
  }
}
