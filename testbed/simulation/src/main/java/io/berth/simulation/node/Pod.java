package io.berth.simulation.node;

import io.berth.ipam.model.IpAddress;
import org.jspecify.annotations.Nullable;

/// A pod as the kubelet sees it. Owned by [Kubelet].
public final class Pod {

  private final int number;
  private final long arrivedMillis;
  private int attempts;
  private boolean adding;
  private boolean gone;
  private long addressedMillis = -1;
  private @Nullable IpAddress address;

  Pod(int number, long arrivedMillis) {
    this.number = number;
    this.arrivedMillis = arrivedMillis;
  }

  public int number() {
    return number;
  }

  /// When the kubelet was told of it.
  public long arrivedMillis() {
    return arrivedMillis;
  }

  /// ADDs that were refused.
  public int refusals() {
    return attempts - (adding || addressedMillis >= 0 ? 1 : 0);
  }

  /// When it first had an address; negative when it never had.
  public long addressedMillis() {
    return addressedMillis;
  }

  /// From its arrival to its address; negative when it never had one.
  public long waitedMillis() {
    return addressedMillis < 0 ? -1 : addressedMillis - arrivedMillis;
  }

  /// Its address, `null` before it has one and after it has gone.
  public @Nullable IpAddress address() {
    return address;
  }

  /// For messages: which pod, and which attempt of the kubelet's.
  public String sandboxName() {
    return sandbox().toString();
  }

  boolean isGone() {
    return gone;
  }

  SandboxId sandbox() {
    return new SandboxId(number, attempts);
  }

  SandboxId begin() {
    attempts++;
    adding = true;
    return sandbox();
  }

  void addressed(IpAddress given, long nowMillis) {
    adding = false;
    address = given;
    addressedMillis = nowMillis;
  }

  void refused() {
    adding = false;
  }

  void leave() {
    gone = true;
    address = null;
  }
}
