package io.berth.ipamd.incumbent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.PodName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Aim: the incumbent's file is read and written as it writes and reads it, and nothing in it is
/// guessed. Method: texts written by hand from the description of the format; the letters C with
/// numbers are the cases of that description.
class CheckpointFormatTest {

  /// What the format's table calls for, field by field.
  private static final String TWO_PODS =
      "{\"version\":\"vpc-cni-ipam/1\",\"allocations\":["
          + "{\"networkName\":\"aws-cni\",\"containerID\":\"4fa1\",\"ifName\":\"eth0\","
          + "\"ipv4\":\"10.0.1.11\",\"allocationTimestamp\":1764075600123000000,"
          + "\"metadata\":{\"k8sPodNamespace\":\"default\",\"k8sPodName\":\"sample-pod\","
          + "\"interfacesCount\":1}},"
          + "{\"networkName\":\"_migrated-from-cri\",\"containerID\":\"9c02\",\"ifName\":\"unknown\","
          + "\"ipv6\":\"2001:db8::7\",\"allocationTimestamp\":1764075601000000000,\"metadata\":{}}]}\n";

  private static final List<Allocation> THE_TWO =
      List.of(
          new Allocation(
              "aws-cni",
              "4fa1",
              "eth0",
              IpAddress.parse("10.0.1.11"),
              null,
              new PodName("default", "sample-pod"),
              1,
              1_764_075_600_123_000_000L),
          new Allocation(
              "_migrated-from-cri",
              "9c02",
              "unknown",
              null,
              IpAddress.parse("2001:db8::7"),
              PodName.NONE,
              0,
              1_764_075_601_000_000_000L));

  @TempDir private Path folder = Path.of("");

  private static CheckpointReading parse(String text) {
    return CheckpointReader.parse(text.getBytes(StandardCharsets.UTF_8));
  }

  private static CheckpointReading.Known known(String allocations) {
    return assertInstanceOf(
        CheckpointReading.Known.class,
        parse("{\"version\":\"vpc-cni-ipam/1\",\"allocations\":" + allocations + "}"));
  }

  @Test
  void parse_whatTheFormatSays_isUnderstood() {
    assertEquals(new CheckpointReading.Known(THE_TWO, List.of()), parse(TWO_PODS));
  }

  @Test
  void write_whatWasRead_givesTheSameText() {
    assertEquals(TWO_PODS, CheckpointWriter.text(THE_TWO));
  }

  @Test
  void parse_unknownFields_arePassedOver() {
    CheckpointReading.Known read =
        known(
            "[{\"networkName\":\"n\",\"containerID\":\"c\",\"ifName\":\"eth0\",\"ipv4\":\"10.0.0.9\","
                + "\"colour\":[1,{}],\"metadata\":{\"owner\":null}}]");
    assertEquals(List.of(), read.problems());
    assertEquals(IpAddress.parse("10.0.0.9"), read.allocations().getFirst().ipv4());
  }

  @Test
  void read_noFile_isAbsent_C1() {
    assertEquals(
        new CheckpointReading.Absent(), CheckpointReader.read(folder.resolve("ipam.json")));
  }

  @Test
  void parse_anotherVersion_isNeverGuessed_C9() {
    assertEquals(
        new CheckpointReading.OtherVersion("vpc-cni-ipam/2"),
        parse(TWO_PODS.replace("ipam/1", "ipam/2")));
    assertEquals(new CheckpointReading.OtherVersion(""), parse("{\"allocations\":[]}"));
    assertEquals(
        new CheckpointReading.OtherVersion("1"), parse("{\"version\":1,\"allocations\":[]}"));
  }

  @Test
  void read_temporaryFileBesideTheWholeOne_isNotLookedAt_C13() throws IOException {
    Files.writeString(folder.resolve("ipam.json"), TWO_PODS);
    Files.writeString(folder.resolve("ipam.json.tmp1234"), TWO_PODS.substring(0, 40));
    assertEquals(
        new CheckpointReading.Known(THE_TWO, List.of()),
        CheckpointReader.read(folder.resolve("ipam.json")));
  }

  @Test
  void parse_entriesThatMakeNoSense_costOnlyThemselves() {
    CheckpointReading.Known read =
        known(
            "[7,{},"
                + "{\"networkName\":\"n\",\"containerID\":\"a/b\",\"ifName\":\"eth0\",\"ipv4\":\"10.0.0.1\"},"
                + "{\"networkName\":\"n\",\"containerID\":\"c\",\"ifName\":\"eth0\",\"ipv4\":\"10.0.0\"},"
                + "{\"networkName\":\"n\",\"containerID\":\"d\",\"ifName\":\"eth0\",\"ipv4\":\"::1\"},"
                + "{\"networkName\":\"n\",\"containerID\":\"e\",\"ifName\":\"eth0\"},"
                + "{\"networkName\":\"n\",\"containerID\":\"f\",\"ifName\":\"eth0\",\"ipv4\":\"10.0.0.2\"}]");
    assertEquals(List.of("f"), read.allocations().stream().map(Allocation::containerId).toList());
    assertEquals(6, read.problems().size(), read.problems()::toString);
    assertEquals("entry 1 is no object; it is passed over", read.problems().getFirst());
    assertEquals(
        "entry 4 of container c has no address that can be read: ipv4 '10.0.0', ipv6 ''; it is"
            + " passed over",
        read.problems().get(3));
  }

  @Test
  void parse_manyBadEntries_areCountedAfterTheFirst() {
    List<String> problems =
        known("[" + String.join(",", Collections.nCopies(50, "0")) + "]").problems();
    assertEquals(21, problems.size());
    assertEquals("30 further entries make no sense either", problems.getLast());
  }

  @Test
  void parse_everyTruncation_isDamagedAndNeverThrows() {
    byte[] whole = TWO_PODS.stripTrailing().getBytes(StandardCharsets.UTF_8);
    for (int length = 0; length < whole.length; length++) {
      int cut = length;
      assertInstanceOf(
          CheckpointReading.Damaged.class,
          CheckpointReader.parse(Arrays.copyOf(whole, length)),
          () -> "cut to " + cut + " bytes");
    }
  }

  @Test
  void read_aFileThatIsFarTooLarge_isNotParsed() throws IOException {
    Path file = folder.resolve("ipam.json");
    Files.write(file, new byte[CheckpointReader.MAX_BYTES + 1]);
    assertEquals(
        new CheckpointReading.Damaged("has more than 4194304 bytes"), CheckpointReader.read(file));
  }

  @Test
  void export_leasesOfTheDaemon_nameTheIncumbentsNetwork() {
    Map<String, Object> answer =
        Map.of(
            "leases",
            List.of(
                Map.of(
                    "network", "berth",
                    "container", "4fa1",
                    "interface", "eth0",
                    "address", "10.0.1.11",
                    "pod", "default/sample-pod",
                    "leasedAt", "2025-11-25T13:00:00.123Z"),
                Map.of(
                    "network", "_migrated-from-cri",
                    "container", "9c02",
                    "interface", "unknown",
                    "address", "10.0.1.12",
                    "pod", "",
                    "leasedAt", "1970-01-01T00:00:00Z"),
                Map.of(
                    "network", "_other-list",
                    "container", "77",
                    "interface", "eth0",
                    "address", "10.0.1.13",
                    "pod", "a/b",
                    "leasedAt", "1970-01-01T00:00:00Z")));

    String text = LeaseExport.text(answer, LeaseExport.INCUMBENT_NETWORK);

    CheckpointReading.Known read = assertInstanceOf(CheckpointReading.Known.class, parse(text));
    assertEquals(
        List.of("aws-cni/4fa1/eth0", "_migrated-from-cri/9c02/unknown", "other-list/77/eth0"),
        read.allocations().stream()
            .map(a -> a.network() + "/" + a.containerId() + "/" + a.interfaceName())
            .toList());
    assertTrue(
        text.startsWith(TWO_PODS.substring(0, TWO_PODS.indexOf("},{\"networkName\":\"_mig"))),
        text);
  }
}
