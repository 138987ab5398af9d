package io.berth.demo.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// That the answers of `berthctl --json` are understood, and a missing field is named.
class PoolViewTest {

  private static final String POOL =
      """
      {"instance":"i-1","instanceType":"m5.large","ready":true,"total":18,"free":16,"leased":1,
       "cooling":1,"retiring":0,"waiting":2,"blocked":"","enis":[{"id":"eni-1","device":0,
       "primary":"10.0.0.5","linkReady":true,"leaving":false,"total":9,"free":7,"leased":1,
       "cooling":1}]}
      """;

  @Test
  void of_pool_allFields() throws IOException {
    assertEquals(
        new PoolView(
            "m5.large",
            true,
            18,
            16,
            1,
            1,
            2,
            "",
            List.of(new PoolView.Eni("eni-1", 0, "10.0.0.5", 9, 7, 1, 1))),
        PoolView.of(JSON.std.mapFrom(POOL)));
  }

  @Test
  void of_fieldMissing_named() {
    var e = assertThrows(IllegalArgumentException.class, () -> PoolView.of(Map.of("ready", true)));
    assertEquals("'instanceType' must be a text in {ready=true}", e.getMessage());
  }

  @Test
  void of_lease_allFields() {
    Map<String, Object> json =
        Map.of("container", "c", "address", "10.0.0.7", "eni", "eni-1", "hostLink", "eni12");
    assertEquals(new LeaseView("c", "10.0.0.7", "eni-1", "eni12"), LeaseView.of(json));
  }
}
