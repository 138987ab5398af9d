package io.berth.ipam.lease;

import io.berth.ipam.lease.Attachment.Stage;
import io.berth.ipam.model.IpAddress;
import io.berth.ipam.port.Kernel;
import io.berth.ipam.port.KernelOutcome;
import io.berth.ipam.port.KernelOutcome.PodLinkSeen;
import io.berth.ipam.port.KernelOutcome.Reason;
import io.berth.ipam.port.Sandbox;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Ends leases whose sandbox has gone and for which nobody sent a DEL: the runtime forgot it, or a
/// reboot of the runtime lost it. A link ends with the namespace of either of its ends, so a lease
/// whose link and route are both missing has no pod, or a pod that somebody cut off.
///
/// It takes two looks, because one dump may have begun before the kernel work of a lease was done;
/// and then the sandbox's path, as the ADD named it, must be no namespace any more. While it is
/// one, the pod may live: that is told, once, and the lease stands. Nobody else gets the address.
///
/// Owned by the one thread of [LeaseService].
final class SandboxAudit {

  private final Map<?, Attachment> attachments;
  private final Kernel kernel;
  private final Executor owner;
  private final Consumer<Attachment> end;

  /// An attachment as a look found it: with another link made since, the look is out of date.
  private record Standing(Attachment attachment, int attached) {}

  /// What the last look did not find in the kernel.
  private Set<Standing> missing = Set.of();

  /// Those of them that a person has been told of.
  private final Set<Attachment> told = new HashSet<>();

  private boolean running;

  /// @param attachments all there are, by key; read only
  /// @param end ends the lease of an attachment in stage LEASED
  SandboxAudit(
      Map<?, Attachment> attachments, Kernel kernel, Executor owner, Consumer<Attachment> end) {
    this.attachments = attachments;
    this.kernel = kernel;
    this.owner = owner;
    this.end = end;
  }

  /// One look; none while the last one runs.
  void look(Consumer<String> report) {
    if (running) {
      return;
    }
    running = true;
    List<Standing> before =
        attachments.values().stream()
            .filter(attachment -> attachment.stage == Stage.LEASED)
            .map(attachment -> new Standing(attachment, attachment.attached))
            .toList();
    kernel.read(outcome -> owner.execute(() -> seen(before, outcome, report)));
  }

  private void seen(List<Standing> before, KernelOutcome outcome, Consumer<String> report) {
    running = false;
    if (!(outcome instanceof KernelOutcome.State(List<PodLinkSeen> links))) {
      // A dump that failed shows nothing; the looks begin anew.
      missing = Set.of();
      return;
    }
    Set<String> aliases = new HashSet<>();
    Set<IpAddress> routed = new HashSet<>();
    for (PodLinkSeen link : links) {
      aliases.add(link.alias());
      if (link.address() != null) {
        routed.add(link.address());
      }
    }
    List<Standing> absent =
        before.stream()
            .filter(this::stands)
            .filter(standing -> !aliases.contains(standing.attachment().heldLink().alias()))
            .filter(standing -> !routed.contains(standing.attachment().heldLease().address()))
            .toList();
    List<Standing> twice = absent.stream().filter(missing::contains).toList();
    missing = Set.copyOf(absent);
    told.retainAll(absent.stream().map(Standing::attachment).toList());
    twice.forEach(standing -> askForSandbox(standing, report));
  }

  private void askForSandbox(Standing standing, Consumer<String> report) {
    Attachment attachment = standing.attachment();
    String path = attachment.sandboxPath;
    if (path.isEmpty()) {
      // A restored lease: its path is not known any more, and its link is gone.
      gone(standing, report);
      return;
    }
    kernel.checkPod(
        attachment.heldLink(),
        Sandbox.ofPath(path),
        outcome ->
            owner.execute(() -> {
              if (outcome instanceof KernelOutcome.Failed(Reason reason, _)
                  && reason == Reason.NO_NAMESPACE) {
                gone(standing, report);
              } else if (stands(standing) && told.add(attachment)) {
                report.accept(
                    "link and route of "
                        + attachment.key
                        + " are missing although its sandbox "
                        + path
                        + " is there: somebody removed them; "
                        + attachment.heldLease().address()
                        + " stays with it until the pod is deleted");
              }
            }));
  }

  private void gone(Standing standing, Consumer<String> report) {
    if (!stands(standing)) {
      return;
    }
    Attachment attachment = standing.attachment();
    report.accept(
        "lease of "
            + attachment.heldLease().address()
            + " for "
            + attachment.key
            + " is ended: its sandbox has gone without a DEL");
    end.accept(attachment);
  }

  /// Whether nothing has become of an attachment since a look began.
  private boolean stands(Standing standing) {
    Attachment attachment = standing.attachment();
    return attachment.stage == Stage.LEASED
        && attachment.attached == standing.attached()
        && attachments.get(attachment.key) == attachment;
  }
}
