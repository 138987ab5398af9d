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
          "PUT    /latency              {\"profile\":\"zero|realistic|slow\"} and, over it, in milliseconds,",
          "                             {\"AttachNetworkInterface\":750,\"attached\":0,\"detached\":1000,\"metadata\":3000}",
          "                             {\"describeLag\":30000}: describes show what was 30 s ago;",
          "                             {\"DescribeSubnetsLag\":5000}: one of them does",
          "PUT    /metadata             {\"state\":\"answers|fails|silent\"}  the metadata service of all instances",
          "GET    /throttling           the account's token buckets",
          "PUT    /throttling           {\"limits\":\"none|ec2\"} and, over it,",
          "                             {\"action\":\"CreateTags\",\"size\":10,\"perSecond\":1}",
          "POST   /occupations          {\"subnet\":ID,\"freePercent\":40}  others take addresses until that",
          "                             share and no aligned /28 is free",
          "DELETE /occupations/SUBNET   and give them back",
          "PUT    /shortage             {\"form\":\"own-code|parameter-value\"}  how full subnets are reported",
          "GET    /faults               those that may still hit",
          "POST   /faults               {\"action\":NAME,\"effect\":EFFECT,\"times\":1,\"perMille\":1000,\"delayMillis\":0}",
          "                             action \"*\": each of them; times 0: until cleared; perMille: with this",
          "                             chance in a thousand; delayMillis left out: as long as usual",
          "                             EFFECT error (with \"code\",\"status\":400,\"message\"), throttle,",
          "                             unauthorized, delay, answerLost (done, then the connection breaks),",
          "                             callLost (not done, the connection breaks), staleDescribe and",
          "                             staleMetadata (with \"lagMillis\")",
          "DELETE /faults               forget the faults that have not hit yet",
          "POST   /shutdown             end the emulator and remove what it made");

  private Routes() {}
}
