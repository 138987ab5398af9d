package io.berth.ipamd.ctl;

import com.fasterxml.jackson.jr.ob.JSON;
import io.berth.ipamd.incumbent.LeaseExport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `berthctl export-ipam-json`: the leases as the file from which amazon-vpc-cni-k8s starts.
@Command(
    name = "export-ipam-json",
    mixinStandardHelpOptions = true,
    description = {
      "Writes this node's leases as amazon-vpc-cni-k8s reads them when it starts (ipam.json, format"
          + " vpc-cni-ipam/1, network card 0), so that the node can go back to it while its pods"
          + " run."
    },
    footerHeading = "%nTo hand a node back, on that node and in this order:%n",
    footer = {
      "  1. Move /etc/cni/net.d/10-berth.conflist away: no pod is added from here on. A pod added",
      "     after step 2 would be missing in the file, and its address be given away again.",
      "  2. berthctl export-ipam-json /var/run/aws-node/ipam.json",
      "  3. Stop Berth's daemon on the node. Pods that end meanwhile do no harm.",
      "  4. Start amazon-vpc-cni-k8s on the node; it installs its own network list and prunes the",
      "     pods that have ended.",
      "",
      "Do it within one boot: the file is void after a reboot, as all pods are new then."
    })
final class ExportCommand {

  @Option(
      names = "--network",
      paramLabel = "NAME",
      description =
          "Name of the network list of amazon-vpc-cni-k8s (default: ${DEFAULT-VALUE}). The runtime"
              + " ends pods under it.")
  private String network = LeaseExport.INCUMBENT_NETWORK;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      description = "Where to write, replacing the file whole; standard output when not given.")
  private @Nullable Path file;

  ExportCommand() {}

  /// What to print: the file's text, or that it was written.
  ///
  /// @param answer the daemon's to `leases`
  /// @throws IOException when the file cannot be written
  /// @throws IllegalArgumentException when the answer makes no sense
  String perform(String answer) throws IOException {
    String text = LeaseExport.text(JSON.std.mapFrom(answer), network);
    if (file == null) {
      return text;
    }
    replace(file.toAbsolutePath(), text);
    return "wrote the leases to " + file + System.lineSeparator();
  }

  /// Readers see the old file or the new one, also after a crash; only root can read it.
  private static void replace(Path file, String text) throws IOException {
    Path folder = file.getParent();
    if (folder == null) {
      throw new IOException(file + " is a folder");
    }
    Path temporary = Files.createTempFile(folder, file.getFileName() + ".tmp", "");
    try {
      try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
          channel.write(bytes);
        }
        channel.force(true);
      }
      Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
