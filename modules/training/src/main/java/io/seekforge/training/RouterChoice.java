package io.seekforge.training;

import io.seekforge.api.SeekforgeException;
import io.seekforge.api.recipe.Recipe;
import io.seekforge.api.recipe.RouterSection;
import io.seekforge.model.ExpertParameters;
import io.seekforge.model.FullParameters;
import io.seekforge.model.MixtureConfig;
import io.seekforge.model.ModelConfig;
import io.seekforge.model.MoeConfig.Gate;
import io.seekforge.model.RouterLosses;
import io.seekforge.model.Trainable;
import io.seekforge.model.checkpoint.HfConfig;
import java.nio.file.Path;
import java.util.Locale;

/** Which losses routers have: what the recipe says, or the model's configuration asks for. */
final class RouterChoice {
  private static final double USUAL_WEIGHT = 0.01;

  private RouterChoice() {}

  /**
   * Decides, and says so: that a loss is off must not go unseen.
   *
   * @param config the model's config.json or its folder
   */
  static RouterLosses of(Recipe recipe, Path config, Trainable trainable, Progress progress) {
    ModelConfig model = HfConfig.read(config);
    RouterSection section = recipe.train().router();
    if (trainable instanceof MixtureConfig) {
      RouterLosses own = ofMixture(section);
      progress.message("train: " + describe(own, section, true));
      return own;
    }
    if (model.moe() == null) {
      requireNothing(section);
      return RouterLosses.NONE;
    }
    if (section.biasRate() > 0) {
      requireCorrection(section, model, trainable);
    }
    RouterLosses losses = losses(section, HfConfig.routerLosses(config), trained(trainable));
    progress.message("train: " + describe(losses, section, trained(trainable)));
    return losses;
  }

  /** A mixture of adapters has the balance loss unless the recipe says otherwise. */
  static RouterLosses ofMixture(RouterSection section) {
    return losses(section, new RouterLosses(RouterLosses.Form.BATCH, USUAL_WEIGHT, 0), true);
  }

  private static RouterLosses losses(RouterSection section, RouterLosses asked, boolean trained) {
    if (section.balance().equals("none")) {
      return new RouterLosses(asked.form(), 0, section.zLoss());
    }
    double weight = section.balanceWeight() > 0 ? section.balanceWeight() : asked.balance();
    if (section.balance().equals("auto")) {
      return new RouterLosses(asked.form(), trained ? weight : 0, section.zLoss());
    }
    return new RouterLosses(
        RouterLosses.Form.valueOf(section.balance().toUpperCase(Locale.ROOT)),
        weight > 0 ? weight : USUAL_WEIGHT,
        section.zLoss());
  }

  private static boolean trained(Trainable trainable) {
    return trainable instanceof FullParameters
        || trainable instanceof ExpertParameters experts && experts.config().nonExpertModules();
  }

  static String describe(RouterLosses losses, RouterSection section, boolean trained) {
    return String.format(
        Locale.ROOT,
        "routers are %s; load-balancing loss %s, z-loss %s, correction bias %s",
        trained ? "trained" : "frozen",
        losses.balance() > 0
            ? losses.form().name().toLowerCase(Locale.ROOT) + " x " + losses.balance()
            : "off",
        losses.z() > 0 ? "x " + losses.z() : "off",
        section.biasRate() > 0 ? "moved by " + section.biasRate() : "unmoved");
  }

  private static void requireNothing(RouterSection section) {
    if (!section.equals(RouterSection.standard())) {
      throw new SeekforgeException(
          "Cannot use train.router: the model has no experts (see model.path)");
    }
  }

  private static void requireCorrection(
      RouterSection section, ModelConfig model, Trainable trainable) {
    boolean weights = trainable instanceof FullParameters || trainable instanceof ExpertParameters;
    if (model.moe().gate() != Gate.SIGMOID_CORRECTED || !weights) {
      throw new SeekforgeException(
          "Cannot use train.router.bias-rate "
              + section.biasRate()
              + ": it needs a model with correction biases (deepseek_v3) and train.method full or"
              + " experts");
    }
  }
}
