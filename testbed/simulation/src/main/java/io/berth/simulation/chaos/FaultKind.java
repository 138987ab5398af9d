package io.berth.simulation.chaos;

/// What can go wrong. Each seed switches each kind on or off, and counts how often it happened.
public enum FaultKind {
  /// EC2 did it, and the answer was lost.
  EC2_ANSWER_LOST("EC2: answer lost after success", 40),
  /// The call never arrived; the caller cannot know.
  EC2_CALL_LOST("EC2: call lost", 40),
  EC2_THROTTLED("EC2: throttled", 100),
  /// All calls fail for some seconds or minutes.
  EC2_DOWN("EC2: unavailable for a while", 30),
  /// A describe shows what was up to 25 s ago, within what the daemon allows for.
  EC2_STALE_DESCRIBE("EC2: describe lags", 400),
  /// The metadata service shows a change up to 5 min later. The daemon learns of ENIs from EC2, so
  /// this must not matter.
  EC2_STALE_METADATA("EC2: metadata lags", 200),
  /// Fewer addresses than were asked for.
  EC2_PARTIAL_ASSIGN("EC2: partial assignment", 200),
  /// Others fill the subnet for a while.
  EC2_SUBNET_FULL("EC2: subnet full for a while", 30),
  /// An attach or detach takes up to three minutes.
  EC2_ATTACH_STUCK("EC2: attach or detach stuck", 250),
  /// Somebody unassigns an address, whoever has it.
  EC2_ADDRESS_REMOVED("EC2: address removed behind our back", 30),
  /// Somebody detaches an ENI, whatever it carries.
  EC2_ENI_REMOVED("EC2: ENI removed behind our back", 15),
  EC2_LIMIT_REFUSED("EC2: limit refused", 60),
  /// An ENI's link shows up to a minute after the attachment.
  KERNEL_LINK_LATE("kernel: ENI's link appears late", 300),
  /// Somebody else has put `eth0` into the sandbox.
  KERNEL_EXISTS("kernel: interface exists", 30),
  KERNEL_NO_DEVICE("kernel: no such device", 30),
  KERNEL_BUSY("kernel: busy", 40),
  /// The dump that a start needs, or a look at links, is interrupted.
  KERNEL_DUMP_INTERRUPTED("kernel: dump interrupted", 150),
  /// The sandbox's namespace ends in the middle of an ADD.
  KERNEL_NAMESPACE_VANISHED("kernel: namespace vanishes in ADD", 30),
  /// A link of somebody else has the name that a pod's link is to have.
  KERNEL_STRAY_LINK("kernel: stray link of the same name", 30),
  CNI_ADD_TWICE("runtime: ADD twice", 120),
  CNI_DEL_TEN_TIMES("runtime: DEL ten times", 120),
  /// The DEL comes first; whoever sent the ADD is dead when it arrives.
  CNI_DEL_BEFORE_ADD("runtime: DEL before ADD", 60),
  /// The DEL arrives while the ADD runs.
  CNI_CROSSING("runtime: ADD and DEL cross", 80),
  /// A pod of the same name comes back with another sandbox.
  CNI_SANDBOX_AGAIN("runtime: new sandbox for the same pod", 250),
  /// The executable is killed; the daemon's answer cannot be delivered.
  CNI_CLIENT_KILLED("runtime: executable killed", 80),
  /// A DEL found no daemon and went into the spool.
  CNI_SPOOLED("runtime: DEL spooled", 1000),
  CNI_GC("runtime: GC", 60),
  CNI_CHECK("runtime: CHECK", 300),
  /// All executables die, and what was asked for is asked again.
  RUNTIME_RESTARTED("runtime: restarted", 20),
  /// A sandbox's namespace ends without a DEL.
  SANDBOX_LOST("runtime: sandbox lost without DEL", 30),
  DAEMON_KILLED("daemon: killed", 1000),
  /// The wall clock jumps by up to a day, both ways; the boot clock never does.
  WALL_CLOCK_JUMPED("node: wall clock jumped", 60);

  private final String label;
  private final int usualPerMille;

  FaultKind(String label, int usualPerMille) {
    this.label = label;
    this.usualPerMille = usualPerMille;
  }

  /// For people.
  public String label() {
    return label;
  }

  /// Of a thousand occasions, how often it happens where it is on; each seed draws around it. What
  /// an occasion is depends on the kind: a call, a request, or five seconds.
  int usualPerMille() {
    return usualPerMille;
  }
}
