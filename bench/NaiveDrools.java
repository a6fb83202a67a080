package dev.weir.bench;

import java.util.concurrent.TimeUnit;
import org.drools.model.codegen.ExecutableModelProject;
import org.kie.api.KieBase;
import org.kie.api.KieBaseConfiguration;
import org.kie.api.KieServices;
import org.kie.api.builder.KieFileSystem;
import org.kie.api.builder.Message;
import org.kie.api.builder.ReleaseId;
import org.kie.api.conf.EventProcessingOption;
import org.kie.api.runtime.KieSession;
import org.kie.api.runtime.KieSessionConfiguration;
import org.kie.api.runtime.conf.ClockTypeOption;
import org.kie.api.time.SessionPseudoClock;

/**
 * The default pack as one would first write it with Drools: one session, every event a fact, the
 * rules fired after each. It trusts the order of arrival over all hosts.
 */
final class NaiveDrools implements AutoCloseable {

  private static final String RULES =
      """
      package naive;
      import dev.weir.bench.PeerEvent;
      global dev.weir.bench.Pairs pairs;

      declare PeerEvent @role(event) @timestamp(time) @expires(2s) end

      declare Suspect
        @role(event) @timestamp(time) @expires(2s)
        start : PeerEvent
        hostId : String
        parentId : String
        time : long
      end

      rule "Suspicious program starts"
      when
        $start : PeerEvent(
          osType == "linux", category contains "process", type contains "start",
          action contains "exec", hostId != null, parentId != null, parentExecutable != null,
          name matches "(?i)curl|wget|telnet|pwsh|openssl|nc|ncat|netcat|[gmn]?awk|socat|node"
          || name matches "(?is)(python|perl|php|ruby|lua).*"
          || executable matches "(?is)(\\\\./|/tmp/|/var/(tmp|www)/|/dev/shm/|/(boot|srv|run)/).*"
          || executable matches "(?is)/etc/(init\\\\.d/|rc.*\\\\.d/|cron|update-motd\\\\.d/).*"
          || executable matches "(?i)/etc/rc\\\\.local"
          || commandLine matches "(?s).*169\\\\.254\\\\.169\\\\.254.*",
          executable not matches "(?is)/opt/rumble/bin/rumble-agent.*",
          executable not matches "(?i)/opt/aws/inspector/bin/inspectorssmplugin",
          executable not matches "(?is)/(snap|lusr/libexec)/oracle-cloud-agent/.*",
          parentExecutable not matches "(?is)/(usr/share/ec2-instance-connect|var/lib/amazon/ssm)/.*",
          parentExecutable not matches "(?i)/usr/(bin/setup-policy-routes|sbin/dhclient-script)",
          parentExecutable not matches "(?i)/usr/(local/bin/uwsgi|lib/skylight/al-extras)",
          parentExecutable not matches "(?i)/etc/update-motd\\\\.d/30-banner",
          workingDirectory not matches "(?is)/opt/(rapid7|nessus).*|/snap/amazon-ssm-agent.*",
          workingDirectory not matches "(?is)/var/(snap/amazon-ssm-agent|log/amazon/ssm)/.*",
          workingDirectory not matches "(?is)/srv/snp/docker/overlay2.*")
      then
        insert(new Suspect($start, $start.getHostId(), $start.getParentId(), $start.getTime()));
      end

      rule "A newer suspect takes the older one's place"
      salience 1
      when
        $newer : Suspect()
        $older : Suspect(this != $newer, hostId == $newer.hostId, parentId == $newer.parentId,
          start.number < $newer.start.number)
      then
        delete($older);
      end

      rule "Unusual IMDS API Request"
      when
        $suspect : Suspect()
        $connection : PeerEvent(
          osType == "linux", category contains "network", action contains "connection_attempted",
          destinationIp == "169.254.169.254", hostId == $suspect.hostId,
          parentId == $suspect.parentId, this after[0s, 1s] $suspect)
      then
        pairs.add($suspect.getStart().getId(), $connection.getId());
        delete($suspect);
      end
      """;

  private static final KieBase BASE = compile();

  private final KieSession session = newSession();
  private final SessionPseudoClock clock = session.getSessionClock();

  NaiveDrools(Pairs pairs) {
    session.setGlobal("pairs", pairs);
  }

  void take(PeerEvent event) {
    long ahead = event.getTime() - clock.getCurrentTime();
    if (ahead > 0) {
      clock.advanceTime(ahead, TimeUnit.MILLISECONDS);
    }
    session.insert(event);
    session.fireAllRules();
  }

  @Override
  public void close() {
    session.dispose();
  }

  private static KieSession newSession() {
    KieSessionConfiguration settings = KieServices.get().newKieSessionConfiguration();
    settings.setOption(ClockTypeOption.PSEUDO);
    return BASE.newKieSession(settings, null);
  }

  private static KieBase compile() {
    KieServices kie = KieServices.get();
    KieFileSystem sources = kie.newKieFileSystem();
    ReleaseId release = kie.newReleaseId("naive", "drools", "1");
    sources.generateAndWritePomXML(release);
    sources.write("src/main/resources/naive/rules.drl", RULES);
    var errors =
        kie.newKieBuilder(sources)
            .buildAll(ExecutableModelProject.class)
            .getResults()
            .getMessages(Message.Level.ERROR);
    if (!errors.isEmpty()) {
      throw new IllegalStateException(errors.toString());
    }
    KieBaseConfiguration settings = kie.newKieBaseConfiguration();
    settings.setOption(EventProcessingOption.STREAM);
    return kie.newKieContainer(release).newKieBase(settings);
  }
}
