package io.berth.demo.trial;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// What a person reads of an outage.
class CutOffResultTest {

  @Test
  void sentence_allServed_hasTheTimes() {
    assertEquals(
        "EC2 is silent: ADD, CHECK and DEL served; restarted: listening after 410 ms, first ADD"
            + " answered after 455 ms; pool full and EC2 looked at 2.5 s after the end",
        new CutOffResult("EC2 is silent", 410, 455, 2_500, List.of()).sentence());
  }

  @Test
  void sentence_somethingWrong_saysSo() {
    assertEquals(
        "EC2 is silent: ADD, CHECK and DEL NOT all served; restarted: listening after 410 ms, first"
            + " ADD answered after 455 ms; pool full and EC2 looked at 2.5 s after the end",
        new CutOffResult("EC2 is silent", 410, 455, 2_500, List.of("ADD: code 11")).sentence());
  }
}
