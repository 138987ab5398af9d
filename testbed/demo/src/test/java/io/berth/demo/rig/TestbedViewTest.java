package io.berth.demo.rig;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// That the emulator's own description is understood, and a missing field is named.
class TestbedViewTest {

  @Test
  void of_summary_placesOfNodes() throws IOException {
    String summary =
        """
        {"control":"http://127.0.0.1:4001","ec2":"http://127.0.0.1:4002","region":"us-east-1",
         "subnets":[{"id":"subnet-1","cidr":"10.0.0.0/20","router":"10.0.0.1"}],
         "instances":[{"id":"i-1","namespacePath":"/run/netns/i-1","address":"10.0.0.8",
         "ec2":"http://127.0.0.1:4002","imds":"http://169.254.169.254"}]}
        """;
    URI ec2 = URI.create("http://127.0.0.1:4002");
    assertEquals(
        new TestbedView(
            ec2,
            URI.create("http://127.0.0.1:4001"),
            List.of(
                new NodePlace(
                    "i-1",
                    Path.of("/run/netns/i-1"),
                    "10.0.0.8",
                    "10.0.0.1",
                    ec2,
                    URI.create("http://169.254.169.254")))),
        TestbedView.of(JSON.std.mapFrom(summary)));
  }

  @Test
  void of_summaryWithoutNetwork_placeIsWhereThisRuns() throws IOException {
    String summary =
        """
        {"control":"http://127.0.0.1:4001","ec2":"http://127.0.0.1:4002","region":"us-east-1",
         "subnets":[{"id":"subnet-1","cidr":"10.0.0.0/20"}],"instances":[{"id":"i-1",
         "address":"10.0.0.8","ec2":"http://127.0.0.1:4002","imds":"http://127.0.0.1:4003"}]}
        """;
    NodePlace place = TestbedView.of(JSON.std.mapFrom(summary)).nodes().getFirst();
    assertEquals(Namespaces.OWN, place.namespace());
    assertEquals("", place.router());
  }

  @Test
  void of_noSubnets_named() {
    var e = assertThrows(IllegalArgumentException.class, () -> TestbedView.of(Map.of()));
    assertEquals("'subnets' must be an array in {}", e.getMessage());
  }
}
