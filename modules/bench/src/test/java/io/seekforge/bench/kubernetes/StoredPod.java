package io.seekforge.bench.kubernetes;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Map;
import java.util.TreeMap;

/** A pod of one container as the server holds it. */
record StoredPod(Pod pod) {
  Container container() {
    if (pod.getSpec().getContainers().size() != 1) {
      throw new AssertionError("Containers: " + pod.getSpec().getContainers());
    }
    return pod.getSpec().getContainers().get(0);
  }

  /** Variables with a value; others take theirs from the pod that runs. */
  Map<String, String> environment() {
    Map<String, String> environment = new TreeMap<>();
    for (EnvVar variable : container().getEnv()) {
      if (variable.getValue() != null) {
        environment.put(variable.getName(), variable.getValue());
      }
    }
    return environment;
  }

  /** The volume of a name, or of the config map of that name. */
  Volume volume(String name) {
    for (Volume volume : pod.getSpec().getVolumes()) {
      if (volume.getName().equals(name)
          || (volume.getConfigMap() != null && volume.getConfigMap().getName().equals(name))) {
        return volume;
      }
    }
    throw new AssertionError("No volume " + name + " in " + pod.getSpec().getVolumes());
  }

  /** Where the container sees a volume. */
  String mountOf(String volume) {
    for (VolumeMount mount : container().getVolumeMounts()) {
      if (mount.getName().equals(volume(volume).getName())) {
        return mount.getMountPath();
      }
    }
    throw new AssertionError("No mount of " + volume + " in " + container().getVolumeMounts());
  }
}
