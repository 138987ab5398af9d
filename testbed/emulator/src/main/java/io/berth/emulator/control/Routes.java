package io.berth.emulator.control;

import java.util.List;

/// The routes in words: for `GET /` and for the program's help.
public final class Routes {

  /// One line a route: method, path, body, meaning.
  public static final List<String> DESCRIBED =
      List.of(
          "GET    /                     everything there is, and this list",
          "POST   /vpcs                 {\"cidr\":\"10.0.0.0/16\"}",
          "POST   /subnets              {\"cidr\":\"10.0.0.0/24\",\"vpc\":ID,\"zone\":NAME}"
              + "  vpc and zone may be left out",
          "POST   /security-groups      {\"name\":\"pods\",\"vpc\":ID}",
          "POST   /instances            {\"type\":\"m5.large\",\"subnet\":ID,\"count\":1}",
          "DELETE /instances/ID         terminate",
          "GET    /vpcs /subnets /instances /instances/ID /interfaces",
          "GET    /calls                ?action=NAME&instance=ID&after=NUMBER&summary=true",
          "DELETE /calls                forget the calls so far",
          "GET    /latency              the delays in force, milliseconds",
          "PUT    /latency              {\"profile\":\"zero|realistic|slow\"} and, over it,"
              + " {\"AttachNetworkInterface\":750,\"attached\":0,\"detached\":1000,\"metadata\":3000}",
          "POST   /faults               {\"action\":\"CreateNetworkInterface\",\"times\":2,"
              + "\"code\":\"RequestLimitExceeded\",\"status\":503,\"delayMillis\":0,\"message\":TEXT}",
          "DELETE /faults               forget the faults that have not hit yet",
          "POST   /shutdown             end the emulator and remove what it made");

  private Routes() {}
}
