package io.berth.ipamd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.berth.ipam.model.Lease;
import io.berth.ipamd.cni.CniAnswer;
import io.berth.ipamd.cni.CniHandler;
import io.berth.wire.CniRequest;
import io.berth.wire.Frame;
import io.berth.wire.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Aim: a spooled deletion ends the lease that it was meant for and never a younger one, whatever
/// is killed in between. Method: the lease service over a journal and a kernel that survive
/// restarts; and a handler that answers when the test says so.
class ReplayTest {

  @TempDir private Path folder = Path.of("");

  private static CniRequest call(String command, String interfaceName) {
    return CniRequest.empty()
        .withCommand(command)
        .withAttachment("c1", "/run/netns/c1", interfaceName)
        .withPath("/opt/cni/bin")
        .withStdin("{\"cniVersion\":\"1.1.0\",\"name\":\"podnet\",\"type\":\"berth-cni\"}");
  }

  private static final CniRequest ADD = call("ADD", "eth0");
  private static final CniRequest DEL = call("DEL", "eth0");

  /// As an executable leaves it that is killed before it can answer.
  private Path spooled(String digest, CniRequest request) {
    try {
      return Files.write(
          folder.resolve("c1~" + digest + ".frame"),
          Objects.requireNonNull(Frame.encode(1, request)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void restart_deletionYoungerThanTheLease_endsTheLease() throws IOException {
    RestartedNode node = new RestartedNode(folder);
    node.call(ADD);
    spooled("1", DEL);
    node.restart();
    assertEquals(List.of(), node.leased());
    assertEquals(List.of(), files());
  }

  /// The executable was told nothing, the DEL that the runtime repeated was answered, and the
  /// runtime attaches the same container again.
  @Test
  void restart_deletionOlderThanTheLease_leavesTheLease() throws IOException {
    RestartedNode node = new RestartedNode(folder);
    node.call(ADD);
    spooled("1", DEL);
    node.call(DEL);
    node.call(ADD);
    assertEquals(List.of("10.0.0.2"), node.leased());
    assertEquals(List.of(), files(), "gone before the lease was there");
    node.restart();
    assertEquals(List.of("10.0.0.2"), node.leased());
  }

  /// A starting daemon listens before it looks for the second time.
  @Test
  void secondLook_deletionOlderThanTheLease_leavesTheLease() {
    RestartedNode node = new RestartedNode(folder);
    node.call(ADD);
    node.restart();
    spooled("1", DEL);
    node.call(DEL);
    node.call(ADD);
    node.look();
    assertEquals(List.of("10.0.0.2"), node.leased());
  }

  /// The runtime was told that the deletion had succeeded, so the old lease is not handed out as
  /// the new one.
  @Test
  void add_deletionWaitsAndTheLeaseStands_endsItFirst() throws IOException {
    RestartedNode node = new RestartedNode(folder);
    node.call(ADD);
    spooled("1", DEL);
    spooled("2", DEL);
    node.call(ADD);
    assertEquals(List.of("10.0.0.2"), node.leased());
    assertEquals(List.of(), files());
  }

  @ParameterizedTest
  @CsvSource({"ADD, net1", "DEL, eth0", "CHECK, eth0", "GC, eth0", "STATUS, eth0"})
  void serve_anythingButAnAddOfTheAttachment_leavesTheSpool(String command, String interfaceName)
      throws IOException {
    HeldCalls calls = new HeldCalls();
    spooled("1", DEL);
    new Replay(new Spool(folder), calls).serve(call(command, interfaceName), 3, 4, answer -> {});
    assertEquals(List.of(command + " " + interfaceName + " 3 4"), calls.seen());
    assertEquals(List.of("c1~1.frame"), files());
  }

  @Test
  void add_deletionRuns_waitsForItsEndAndItIsServedOnce() throws IOException {
    HeldCalls calls = new HeldCalls();
    Replay replay = new Replay(new Spool(folder), calls);
    spooled("1", DEL);
    replay.all();
    replay.all();
    List<CniAnswer> answers = new ArrayList<>();
    replay.serve(ADD, 3, 4, answers::add);
    replay.serve(ADD, 5, 6, answers::add);
    assertEquals(List.of("DEL eth0 -1 -1"), calls.seen());
    calls.answer(0, "");
    assertEquals(List.of("DEL eth0 -1 -1", "ADD eth0 3 4", "ADD eth0 5 6"), calls.seen());
    assertEquals(List.of(), files());
    spooled("1", DEL);
    calls.answer(0, "{}");
    calls.answer(0, "{}");
    assertEquals(2, answers.size());
    assertEquals(List.of("c1~1.frame"), files(), "a younger deletion stays");
  }

  @Test
  void add_deletionFails_isRefusedAndTheDeletionStays() throws IOException {
    HeldCalls calls = new HeldCalls();
    Path file = spooled("1", DEL);
    List<CniAnswer> answers = new ArrayList<>();
    Replay replay = new Replay(new Spool(folder), calls);
    replay.serve(ADD, 3, 4, answers::add);
    calls.answer(1, "because");
    assertRefused(
        answers,
        "an earlier DEL of container c1, interface eth0, waits in "
            + file
            + " and fails; it would end this attachment later, so nothing is attached: repeat the"
            + " ADD, or remove that file if its request is wrong",
        "because");
    assertEquals(List.of("DEL eth0 -1 -1"), calls.seen());
    assertEquals(List.of("c1~1.frame"), files());
    replay.serve(ADD, 3, 4, answers::add);
    assertEquals(2, calls.seen().size(), "it is tried again");
  }

  @Test
  void add_fileCannotBeRemoved_isRefused() throws IOException {
    HeldCalls calls = new HeldCalls();
    Path file = spooled("1", DEL);
    List<CniAnswer> answers = new ArrayList<>();
    new Replay(new Spool(folder), calls).serve(ADD, 3, 4, answers::add);
    Files.delete(file);
    Files.createDirectories(file.resolve("full"));
    calls.answer(0, "");
    assertRefused(
        answers,
        "an earlier DEL of container c1, interface eth0, waits in "
            + file
            + " and cannot be removed; it would end this attachment later, so nothing is attached:"
            + " repeat the ADD, or remove that file if its request is wrong",
        "java.nio.file.DirectoryNotEmptyException: " + file);
    assertEquals(List.of("DEL eth0 -1 -1"), calls.seen());
  }

  @Test
  void add_spoolCannotBeRead_isRefused() throws IOException {
    Path spool = Files.write(folder.resolve("spool"), new byte[1]);
    HeldCalls calls = new HeldCalls();
    List<CniAnswer> answers = new ArrayList<>();
    Replay replay = new Replay(new Spool(spool), calls);
    replay.all();
    replay.serve(ADD, 3, 4, answers::add);
    assertRefused(
        answers,
        "the spool "
            + spool
            + " cannot be read, and an earlier DEL that waits there would end this attachment"
            + " later, so nothing is attached: see to the folder and repeat the ADD",
        "java.nio.file.NotDirectoryException: " + spool);
    assertEquals(List.of(), calls.seen());
  }

  @Test
  void all_oneFileCannotBeRead_servesTheOthers() throws IOException {
    Files.createDirectory(folder.resolve("c0~1.frame"));
    Files.write(folder.resolve("c1~0.frame"), new byte[] {1, 2, 3});
    spooled("1", DEL);
    HeldCalls calls = new HeldCalls();
    new Replay(new Spool(folder), calls).all();
    assertEquals(List.of("DEL eth0 -1 -1"), calls.seen());
    calls.answer(0, "");
    assertEquals(List.of("c0~1.frame", "c1~0.frame.unreadable"), files());
  }

  private static void assertRefused(List<CniAnswer> answers, String message, String details) {
    assertEquals(1, answers.size());
    Reply reply = answers.getFirst().reply();
    assertEquals(1, reply.exitCode());
    assertTrue(reply.stdout().contains("\"code\":11"), reply.stdout());
    assertTrue(reply.stdout().contains(message), reply.stdout());
    assertTrue(reply.stdout().contains(details), reply.stdout());
    assertFalse(reply.stdout().contains("null"), reply.stdout());
  }

  /// Answers in order, when told.
  private static final class HeldCalls implements CniHandler {

    private final List<String> seen = new ArrayList<>();
    private final ArrayDeque<Consumer<CniAnswer>> open = new ArrayDeque<>();

    @Override
    public void serve(
        CniRequest request,
        int namespaceDescriptor,
        int netlinkDescriptor,
        Consumer<CniAnswer> replyTo) {
      seen.add(
          request.command()
              + " "
              + request.ifname()
              + " "
              + namespaceDescriptor
              + " "
              + netlinkDescriptor);
      open.add(replyTo);
    }

    List<String> seen() {
      return List.copyOf(seen);
    }

    void answer(int exitCode, String stdout) {
      open.remove().accept(new CniAnswer(new Reply(exitCode, stdout, ""), null));
    }

    @Override
    public void delivered(Lease added) {
      throw new AssertionError("nothing is delivered");
    }

    @Override
    public void undeliverable(Lease added) {
      throw new AssertionError("nothing is undeliverable");
    }
  }
}
