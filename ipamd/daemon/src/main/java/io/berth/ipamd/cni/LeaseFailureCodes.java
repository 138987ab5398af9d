package io.berth.ipamd.cni;

import io.berth.ipam.lease.LeaseFailure;

/// The one place where failures of the lease service get their code.
final class LeaseFailureCodes {

  private LeaseFailureCodes() {}

  /// For ADD, DEL, CHECK and GC. No caller treats 11 specially, but it tells a person that the
  /// pod's retry is expected to help.
  static CniErrorCode of(LeaseFailure failure) {
    return switch (failure) {
      case LeaseFailure.Exhausted _,
          LeaseFailure.WaitedTooLong _,
          LeaseFailure.TooManyWaiting _,
          LeaseFailure.Superseded _,
          LeaseFailure.Busy _,
          LeaseFailure.NotDurable _,
          LeaseFailure.Stopping _ ->
          CniErrorCode.TRY_AGAIN_LATER;
      case LeaseFailure.AlreadyAttached _ -> CniErrorCode.ALREADY_ATTACHED;
      case LeaseFailure.InterfaceExists _ -> CniErrorCode.INTERFACE_EXISTS;
      case LeaseFailure.LinkFailed _, LeaseFailure.LinkNotRemoved _ -> CniErrorCode.LINK_FAILED;
      case LeaseFailure.NoNamespace _ -> CniErrorCode.NO_NAMESPACE;
      case LeaseFailure.OwnNamespace _ -> CniErrorCode.OWN_NAMESPACE;
      case LeaseFailure.UnknownAttachment _ -> CniErrorCode.UNKNOWN_CONTAINER;
      case LeaseFailure.Different _ -> CniErrorCode.DIFFERENT;
    };
  }

  /// For STATUS, whose two codes tell whether pods that run are affected too: they are when the
  /// node's datapath is broken.
  static CniErrorCode ofStatus(LeaseFailure failure) {
    return switch (failure) {
      case LeaseFailure.LinkFailed _, LeaseFailure.Different _ -> CniErrorCode.LIMITED_CONNECTIVITY;
      case LeaseFailure.Exhausted _,
          LeaseFailure.WaitedTooLong _,
          LeaseFailure.TooManyWaiting _,
          LeaseFailure.Superseded _,
          LeaseFailure.Busy _,
          LeaseFailure.NotDurable _,
          LeaseFailure.Stopping _,
          LeaseFailure.AlreadyAttached _,
          LeaseFailure.LinkNotRemoved _,
          LeaseFailure.InterfaceExists _,
          LeaseFailure.NoNamespace _,
          LeaseFailure.OwnNamespace _,
          LeaseFailure.UnknownAttachment _ ->
          CniErrorCode.NOT_AVAILABLE;
    };
  }
}
