package io.berth.ipamd.ctl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// Aim: berthctl's words and exit codes are what a person or script can rely on. Method: its output
/// for wrong use, for no daemon, and its tables for a known answer.
class MainTest {

  @TempDir private Path folder = Path.of("");
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... arguments) {
    return Main.run(
        arguments,
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String errors() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void run_help_teaches() {
    assertEquals(0, run("--help"));
    assertTrue(
        out.toString(StandardCharsets.UTF_8)
            .contains("berthctl leases             which pod has which address"));
  }

  @Test
  void run_unknownCommand_namesTheKnownOnes() {
    assertEquals(2, run("pods"));
    assertEquals(
        "berthctl: unknown command 'pods'; known: export-ipam-json, leases, pool, status (try --help)\n",
        errors());
  }

  @Test
  void run_wordsThatMakeNoSenseAfterPool_nameThoseThatDo() {
    assertEquals(2, run("pool", "drian", "eni-1"));
    assertEquals(2, run("leases", "drain", "eni-1"));
    assertEquals(2, run("pool", "drain"));
    assertEquals(
        "berthctl: not a command: 'drian eni-1' after pool; after pool may come: drain ENI, undrain"
            + " ENI (try --help)",
        errors().lines().findFirst().orElse(""));
  }

  @Test
  void run_noCommand_isWrongUse() {
    assertEquals(2, run());
    assertEquals("berthctl: Missing required parameter: 'COMMAND' (try --help)\n", errors());
  }

  @Test
  void run_helpOfTheExport_saysHowToGoBackInOrder() {
    assertEquals(0, run("export-ipam-json", "--help"));
    String help = out.toString(StandardCharsets.UTF_8);
    int away = help.indexOf("1. Move /etc/cni/net.d/10-berth.conflist away");
    int export = help.indexOf("2. berthctl export-ipam-json /var/run/aws-node/ipam.json");
    int stop = help.indexOf("3. Stop Berth's daemon");
    int start = help.indexOf("4. Start amazon-vpc-cni-k8s");
    assertTrue(away > 0 && away < export && export < stop && stop < start, help);
  }

  @Test
  void run_exportAfterAnotherCommand_isWrongUse() {
    assertEquals(2, run("pool", "export-ipam-json"));
    assertEquals("berthctl: export-ipam-json stands alone, not after 'pool'\n", errors());
  }

  @Test
  void run_exportWithoutDaemon_leavesTheFileAlone() {
    Path file = folder.resolve("ipam.json");
    String socket = folder.resolve("none.sock").toString();
    assertEquals(3, run("--socket", socket, "export-ipam-json", file.toString()));
    assertFalse(Files.exists(file));
  }

  @Test
  void perform_toAFile_replacesItWholeForRootOnly() throws IOException {
    Path file = folder.resolve("ipam.json");
    Files.writeString(file, "old");
    ExportCommand export = new ExportCommand();
    new CommandLine(export).parseArgs(file.toString());

    assertEquals("wrote the leases to " + file + "\n", export.perform("{\"leases\":[]}"));

    assertEquals("{\"version\":\"vpc-cni-ipam/1\",\"allocations\":[]}\n", Files.readString(file));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    try (Stream<Path> left = Files.list(folder)) {
      assertEquals(List.of(file), left.toList());
    }
  }

  @Test
  void run_noDaemon_namesTheSocketAndTheNextStep() {
    Path socket = folder.resolve("none.sock");
    assertEquals(3, run("--socket", socket.toString(), "pool"));
    assertEquals(
        "berthctl: no daemon answers at "
            + socket
            + ": No such file or directory; is it running, and is this its socket (--socket)?\n",
        errors());
  }

  @Test
  void pool_subnets_tellReservedAndFragmentedSpaceApart() {
    String text =
        Tables.pool(
            Map.of(
                "enis",
                List.of(),
                "subnets",
                List.of(
                    Map.of("id", "subnet-1", "fragmented", false),
                    Map.of(
                        "id",
                        "subnet-2",
                        "freeAddresses",
                        40,
                        "reservedForPrefixes",
                        256,
                        "fragmented",
                        true))));

    assertTrue(
        text.endsWith(
            "\nsubnet-2: 40 addresses free, 256 reserved for prefixes, no aligned /28 free:"
                + " fragmented\n"),
        text);
    assertFalse(text.contains("subnet-1"), text);
  }

  @Test
  void pool_blockedNode_showsWhy() {
    Map<String, Object> answer =
        Map.ofEntries(
            Map.entry("instance", "i-1"),
            Map.entry("instanceType", "m5.large"),
            Map.entry("total", 9),
            Map.entry("free", 8),
            Map.entry("leased", 1),
            Map.entry("cooling", 0),
            Map.entry("retiring", 0),
            Map.entry("waiting", 0),
            Map.entry("blocked", "EC2 does not answer."),
            Map.entry("problems", List.of("an ENI would outlive the instance")),
            Map.entry(
                "enis",
                List.of(
                    Map.of(
                        "id",
                        "eni-1",
                        "device",
                        0,
                        "primary",
                        "10.0.0.5",
                        "total",
                        9,
                        "free",
                        8,
                        "leased",
                        1,
                        "cooling",
                        0,
                        "linkReady",
                        true,
                        "leaving",
                        false))));
    assertEquals(
        """
        i-1 (m5.large): 9 addresses, 8 free, 1 leased, 0 cooling, 0 retiring; 0 waiting
        EC2 does not answer.
        an ENI would outlive the instance

        ENI                      DEVICE PRIMARY          TOTAL   FREE LEASED COOLING  STATE
        eni-1                         0 10.0.0.5             9      8      1       0  ready
        """,
        Tables.pool(answer));
  }
}
