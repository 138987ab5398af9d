package io.berth.demo;

import io.berth.demo.rig.Pod;
import java.io.IOException;
import java.util.List;

/// Takes pods that got an address into the stage, each with a server that others can talk to.
final class Admission {

  private Admission() {}

  static void admit(Stage stage, List<PodCrew.Answered> answers) throws IOException {
    for (PodCrew.Answered answered : answers) {
      if (answered.answer().succeeded()) {
        String address = answered.answer().address();
        Pod pod = answered.pod();
        stage.pods.add(
            new PlacedPod(pod, answered.node(), address, answered.answer().stdout().strip()));
        stage.servers.listen(pod.namespace(), address);
      }
    }
  }
}
