package io.berth.emulator.ec2;

import java.util.Map;

/// One call of the API, as it was answered.
///
/// @param number counts up from 1, in the order of answers
/// @param atMillis when the request arrived, milliseconds since 1970
/// @param tookMillis from its arrival to its answer
/// @param peer the caller's address
/// @param instance the instance in whose namespace the call was made; empty when it came from the
///   host
/// @param accessKey the caller's key id; empty when the request was not signed
/// @param action the action asked for; empty when none was
/// @param parameters all parameters but `Action` and `Version`
/// @param status the HTTP status; 0 when the connection was broken instead
/// @param errorCode EC2's code; empty for success; `NoAnswer` when the connection was broken
/// @param requestId as in the answer
public record CallRecord(
    long number,
    long atMillis,
    long tookMillis,
    String peer,
    String instance,
    String accessKey,
    String action,
    Map<String, String> parameters,
    int status,
    String errorCode,
    String requestId) {

  public CallRecord {
    parameters = Map.copyOf(parameters);
  }
}
