package io.berth.demo.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import org.junit.jupiter.api.Test;

/// That results and errors of the CNI specification are read as it says.
class CniAnswerTest {

  private static CniAnswer answer(int code, String stdout) {
    return new CniAnswer(code, stdout, "", 1);
  }

  @Test
  void address_result_withoutPrefixLength() throws IOException {
    String result =
        "{\"cniVersion\":\"1.0.0\",\"ips\":[{\"address\":\"10.0.0.7/32\",\"interface\":1}]}";
    assertEquals("10.0.0.7", answer(0, result).address());
  }

  @Test
  void address_resultWithout_refusedWithTheText() {
    IOException e = assertThrows(IOException.class, () -> answer(0, "{\"ips\":[]}").address());
    assertEquals("the result of ADD holds no address: {\"ips\":[]}", e.getMessage());
  }

  @Test
  void failure_error_codeMessageAndDetails() {
    String error = "{\"cniVersion\":\"1.0.0\",\"code\":11,\"msg\":\"busy\",\"details\":\"later\"}";
    assertEquals("code 11: busy (later)", answer(1, error).failure());
  }

  @Test
  void failure_noJson_whatWasSaid() {
    assertEquals("exit code 139: cannot", new CniAnswer(139, "", "cannot", 1).failure());
  }
}
