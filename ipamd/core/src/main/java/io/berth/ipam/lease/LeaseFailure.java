package io.berth.ipam.lease;

import io.berth.ipam.model.IpAddress;
import io.berth.ipam.model.LeaseKey;

/// Why a request could not be served; every one has a sentence for a person.
public sealed interface LeaseFailure {

  /// What happened, to what, and what to do about it.
  String sentence();

  /// The attachment exists already; it keeps its address.
  record AlreadyAttached(LeaseKey key, IpAddress address) implements LeaseFailure {
    @Override
    public String sentence() {
      return "interface "
          + key.interfaceName()
          + " of container "
          + key.containerId()
          + " is already attached to network "
          + key.network()
          + " with "
          + address
          + "; DEL it before another ADD";
    }
  }

  /// No address is there and none can come in time.
  ///
  /// @param binding the limit that binds, as a sentence
  record Exhausted(String binding) implements LeaseFailure {
    @Override
    public String sentence() {
      return "no address is free: " + binding;
    }
  }

  /// An address was expected, but did not come before the deadline.
  record WaitedTooLong(long waitedMillis, String blockedBy) implements LeaseFailure {
    @Override
    public String sentence() {
      return "no address became free within " + waitedMillis + " ms: " + blockedBy;
    }
  }

  /// Too many requests wait already.
  record TooManyWaiting(int limit) implements LeaseFailure {
    @Override
    public String sentence() {
      return "the pool is empty and " + limit + " requests wait already; retry later";
    }
  }

  /// A DEL of the same attachment arrived while the ADD ran.
  record Superseded(LeaseKey key) implements LeaseFailure {
    @Override
    public String sentence() {
      return "ADD of " + key + " was given up because a DEL for it arrived";
    }
  }

  /// An operation on the same attachment is running.
  record Busy(LeaseKey key) implements LeaseFailure {
    @Override
    public String sentence() {
      return "another operation on " + key + " is running; retry later";
    }
  }

  /// The journal could not be written.
  record NotDurable(String cause) implements LeaseFailure {
    @Override
    public String sentence() {
      return "the lease could not be made durable: " + cause;
    }
  }

  /// The kernel refused to make the link.
  record LinkFailed(String cause) implements LeaseFailure {
    @Override
    public String sentence() {
      return "the pod's link could not be set up: " + cause;
    }
  }

  /// The kernel refused to remove the link; the address stays leased until it does.
  record LinkNotRemoved(String cause) implements LeaseFailure {
    @Override
    public String sentence() {
      return "the pod's link could not be removed: " + cause + "; it keeps its address, repeat DEL";
    }
  }

  /// The interface's name is taken inside the sandbox.
  record InterfaceExists(String interfaceName, String cause) implements LeaseFailure {
    @Override
    public String sentence() {
      return "interface " + interfaceName + " already exists in the sandbox: " + cause;
    }
  }

  /// The path is no namespace, or it has gone.
  record NoNamespace(String path, String cause) implements LeaseFailure {
    @Override
    public String sentence() {
      return "'" + path + "' is not a network namespace that can be used: " + cause;
    }
  }

  /// The sandbox's namespace is the node's own.
  record OwnNamespace(String path) implements LeaseFailure {
    @Override
    public String sentence() {
      return "plugin's netns and netns from CNI_NETNS should not be the same";
    }
  }

  /// CHECK of an attachment that nobody has.
  record UnknownAttachment(LeaseKey key) implements LeaseFailure {
    @Override
    public String sentence() {
      return "no lease for " + key + "; the pod must be recreated";
    }
  }

  /// CHECK found a difference.
  record Different(String cause) implements LeaseFailure {
    @Override
    public String sentence() {
      return "the attachment is not as it was made: " + cause;
    }
  }

  /// The daemon is stopping.
  record Stopping() implements LeaseFailure {
    @Override
    public String sentence() {
      return "the daemon is stopping; retry in a moment";
    }
  }
}
