package io.seekforge.text.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class HashedWordsTest {
  private static final int[] UNSEEN = new int[HashedWords.SLOTS];

  @Test
  void orderCaseAndMarksPlayNoPart() {
    float[] one = HashedWords.vector("Aspirin thins the blood.", UNSEEN, 10);
    float[] other = HashedWords.vector("the BLOOD: aspirin thins", UNSEEN, 10);
    assertThat(one).containsExactly(other);
    assertThat(Vector.dot(one, one)).isCloseTo(1, within(1e-5f));
    assertThat(HashedWords.vector(" …", UNSEEN, 10)).isNull();
  }

  /** Half of the words in common, all equally rare: the cosine is near one half. */
  @Test
  void theCosineIsThatOfTheWords() {
    float[] one = HashedWords.vector("ax bx cx dx ex fx gx hx", UNSEEN, 10);
    float[] half = HashedWords.vector("ax bx cx dx iy jy ky ly", UNSEEN, 10);
    float[] none = HashedWords.vector("mz nz oz pz qz rz sz tz", UNSEEN, 10);
    assertThat(Vector.dot(one, half)).isCloseTo(0.5f, within(0.13f));
    assertThat(Vector.dot(one, none)).isCloseTo(0, within(0.13f));
  }

  @Test
  void rareWordsWeighMore() {
    int[] documents = new int[HashedWords.SLOTS];
    for (int slot : HashedWords.slots("the of and")) {
      documents[slot] = 1000;
    }
    float[] rare = HashedWords.vector("the of and aspirin", documents, 1000);
    float[] common = HashedWords.vector("the of and heparin", documents, 1000);
    float[] same = HashedWords.vector("aspirin", documents, 1000);
    assertThat(Vector.dot(rare, same)).isGreaterThan(Vector.dot(rare, common) + 0.3f);
  }

  @Test
  void bytesGoThereAndBack() {
    float[] vector = {0.25f, -1e-20f, Float.MAX_VALUE};
    assertThat(Vector.of(Vector.bytes(vector))).containsExactly(vector);
    assertThat(Vector.unit(new float[3])).isNull();
    assertThat(Vector.unit(new float[] {Float.NaN})).isNull();
    assertThat(Vector.unit(new float[] {3, 4})).containsExactly(0.6f, 0.8f);
  }
}
